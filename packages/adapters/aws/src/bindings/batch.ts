import { createHash } from 'node:crypto'
import type { OutgoingMessage, SendResult } from '@rove/core/adapter'

/** What SQS and SNS answer to a batch. */
export interface BatchAnswer {
  readonly Successful?: readonly TakenEntry[] | undefined
  readonly Failed?: readonly RefusedEntry[] | undefined
}

interface TakenEntry {
  readonly Id?: string | undefined
  readonly MessageId?: string | undefined
}

interface RefusedEntry {
  readonly Id: string | undefined
  readonly Code: string | undefined
  readonly Message?: string | undefined
  readonly SenderFault?: boolean | undefined
}

/** One entry of a batch that was not taken, in the form of the SDK's own errors. */
export class EntryError extends Error {
  readonly $fault: 'client' | 'server'

  constructor(code: string, message: string, isSenders: boolean) {
    super(message)
    this.name = code
    this.$fault = isSenders ? 'client' : 'server'
  }
}

/** What became of each entry; its `Id` is its place in the batch. */
export function toResults(count: number, { Successful = [], Failed = [] }: BatchAnswer): SendResult[] {
  const results = Array.from({ length: count }, (): SendResult => {
    return { error: new EntryError('InternalError', 'The answer says nothing of this message.', false) }
  })
  for (const { Id, MessageId } of Successful) results[Number(Id)] = { id: MessageId ?? '' }
  for (const { Id, Code = 'InternalError', Message = Code, SenderFault = false } of Failed) {
    results[Number(Id)] = { error: new EntryError(Code, Message, SenderFault) }
  }
  return results
}

/** The order and the identity of a message on a FIFO queue or topic. */
export interface FifoFields {
  readonly MessageGroupId: string
  readonly MessageDeduplicationId: string
}

/**
 * What a message needs on a FIFO queue or topic. Without a key of its own it is known by its content for five minutes: an
 * envelope has an id, so that only the same message, sent again because its first answer was lost, is dropped.
 * Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/using-messagededuplicationid-property.html
 */
export function toFifoFields({ group = 'default', dedupeKey, text }: OutgoingMessage): FifoFields {
  return { MessageGroupId: toToken(group), MessageDeduplicationId: toToken(dedupeKey ?? digest(text)) }
}

/**
 * A text as SQS and SNS take it for groups and keys: 1 to 128 of ASCII's visible characters; a digest stands for others.
 * Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
export function toToken(text: string): string {
  return /^[!-~]{1,128}$/.test(text) ? text : digest(text)
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
