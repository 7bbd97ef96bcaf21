import type { DecodedDelivery } from '@rove/core/adapter'
import { isEventBridge, toEventBridgeDelivery } from './eventbridge.ts'
import { isNotification, toTopicEvent } from './notification.ts'
import { isS3Event, isTestEvent, toS3Delivery } from './s3-record.ts'
import { parseObject } from './shape.ts'

/** What is known of the outside. */
export interface Outside {
  /** How often the outside was delivered, and so what is inside. */
  readonly attempt?: number | undefined
}

/**
 * The events inside a text that a message or a notification carries: a notification of SNS, records of S3, an event of
 * EventBridge. Undefined when there is none, so that nothing unknown counts as handled.
 */
export function openInner(text: string, outside: Outside): readonly DecodedDelivery[] | undefined {
  // Most messages are none of these, and need no second parsing.
  if (!/"(TopicArn|Records|detail-type|s3:TestEvent)"/.test(text)) return undefined
  const value = parseObject(text)
  if (value === undefined) return undefined
  if (isTestEvent(value)) return []
  if (isNotification(value)) return [toTopicEvent(value, { ...outside, inner: innerOf(value.Message, outside) })]
  if (isS3Event(value)) return value.Records.map((record) => ({ ...toS3Delivery(record), attempt: outside.attempt }))
  if (isEventBridge(value)) return [{ ...toEventBridgeDelivery(value), attempt: outside.attempt }]
  return undefined
}

/** The same as the function that a delivery has. */
export function innerOf(content: unknown, outside: Outside = {}): (() => readonly DecodedDelivery[]) | undefined {
  const inner = typeof content === 'string' ? openInner(content, outside) : undefined
  return inner && (() => inner)
}

/** Whether a text is nothing but S3's test event, directly or inside a notification. Nobody is to handle it. */
export function isOnlyTest(content: unknown): boolean {
  if (typeof content !== 'string' || !content.includes('s3:TestEvent')) return false
  const value = parseObject(content)
  if (value === undefined) return false
  return isTestEvent(value) || (isNotification(value) && isOnlyTest(value.Message))
}
