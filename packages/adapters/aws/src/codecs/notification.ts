import type { Attributes, DecodedEvent, Payload } from '@rove/core/adapter'
import { nameOf, toNames } from './arn.ts'
import { entriesOf, toAttributes, traceOf } from './attributes.ts'
import { contentId } from './digest.ts'
import { type Fields, isObject, textOrNone } from './shape.ts'
import { toTime } from './time.ts'

/**
 * What is read of a notification of SNS: in a record of its own event, or as text in a message of SQS.
 * Source: https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html
 */
export interface SnsNotification {
  readonly Type?: string | undefined
  readonly MessageId?: string | undefined
  readonly TopicArn?: string | undefined
  readonly Subject?: string | null | undefined
  readonly Message?: unknown
  readonly Timestamp?: string | undefined
  readonly MessageAttributes?: Readonly<Record<string, SnsAttribute>> | null | undefined
}

/** An attribute of a notification. The value of one of the type `Binary` is base64. */
export interface SnsAttribute {
  readonly Type?: string | undefined
  readonly Value?: string | undefined
}

/** Whether a value read from a message is a notification. Without the topic it may be anybody's `Message`. */
export function isNotification(value: Fields): value is Fields & SnsNotification {
  return value.Type === 'Notification' && typeof value.TopicArn === 'string' && value.Message !== undefined
}

/** The payload of a notification: its message, which is text unless somebody wrote the event by hand. */
export function notificationPayload({ Message }: SnsNotification): Payload {
  return typeof Message === 'string' ? { text: Message } : { value: Message }
}

/** The attributes of a notification; binary values stay base64. */
export function notificationAttributes({ MessageAttributes }: SnsNotification): Attributes {
  return toAttributes(
    entriesOf(MessageAttributes).map(([name, attribute]) => [name, isObject(attribute) ? attribute.Value : undefined]),
  )
}

/** The event of a topic that a notification is. */
export function toTopicEvent(
  notification: SnsNotification,
  around: Pick<DecodedEvent, 'attempt' | 'inner'> = {},
): DecodedEvent {
  const { MessageId, TopicArn, Subject, Timestamp } = notification
  const attributes = notificationAttributes(notification)
  return {
    trigger: 'event',
    names: toNames(nameOf(TopicArn)),
    id: textOrNone(MessageId) ?? contentId(notification),
    source: textOrNone(TopicArn) ?? 'aws:sns',
    subject: textOrNone(Subject),
    time: toTime(Timestamp),
    payload: notificationPayload(notification),
    attributes,
    ...traceOf(attributes),
    ...around,
  }
}
