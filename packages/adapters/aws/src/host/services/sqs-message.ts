import { createHash } from 'node:crypto'
import { region } from './names.ts'

/** An attribute that travels beside the body, as SQS hands it out. */
export interface SqsAttribute {
  readonly dataType: string
  readonly stringValue?: string
  /** In Base64. */
  readonly binaryValue?: string
}

/** A message as it was received of a queue. */
export interface SqsMessage {
  readonly messageId: string
  /** Another one at each receive. */
  readonly receiptHandle: string
  readonly body: string
  readonly md5OfBody: string
  /** SQS's own: `ApproximateReceiveCount`, `SentTimestamp` … */
  readonly attributes: Readonly<Record<string, string>>
  readonly messageAttributes: Readonly<Record<string, SqsAttribute>>
}

/**
 * The event that Lambda makes of received messages.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html#example-standard-queue-message-event
 */
export function toSqsEvent(messages: readonly SqsMessage[], queueArn: string): unknown {
  return { Records: messages.map((message) => toSqsRecord(message, queueArn)) }
}

/** The record of one message. */
export function toSqsRecord(message: SqsMessage, queueArn: string): unknown {
  const attributes = Object.entries(message.messageAttributes)
  return {
    messageId: message.messageId,
    receiptHandle: message.receiptHandle,
    body: message.body,
    attributes: message.attributes,
    messageAttributes: Object.fromEntries(attributes.map(([name, attribute]) => [name, toNative(attribute)])),
    ...(attributes.length > 0 ? { md5OfMessageAttributes: md5OfAttributes(message.messageAttributes) } : {}),
    md5OfBody: message.md5OfBody,
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: region,
  }
}

function toNative({ dataType, stringValue, binaryValue }: SqsAttribute): unknown {
  return {
    ...(stringValue === undefined ? {} : { stringValue }),
    ...(binaryValue === undefined ? {} : { binaryValue }),
    stringListValues: [],
    binaryListValues: [],
    dataType,
  }
}

/** The digest of a body, in hexadecimal. */
export function md5OfText(text: string): string {
  return createHash('md5').update(text).digest('hex')
}

/**
 * The digest of the attributes: by name, each of name, type, kind and value, with their lengths.
 * Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html#sqs-attributes-md5-message-digest-calculation
 */
export function md5OfAttributes(attributes: Readonly<Record<string, SqsAttribute>>): string {
  const hash = createHash('md5')
  const add = (bytes: Buffer): void => {
    const length = Buffer.alloc(4)
    length.writeUInt32BE(bytes.byteLength)
    hash.update(length).update(bytes)
  }
  for (const name of Object.keys(attributes).sort()) {
    const { dataType = '', stringValue, binaryValue = '' } = attributes[name] ?? {}
    add(Buffer.from(name))
    add(Buffer.from(dataType))
    hash.update(Buffer.of(stringValue === undefined ? 2 : 1))
    add(stringValue === undefined ? Buffer.from(binaryValue, 'base64') : Buffer.from(stringValue))
  }
  return hash.digest('hex')
}
