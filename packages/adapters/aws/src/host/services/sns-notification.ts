import { randomBytes, randomUUID } from 'node:crypto'
import { region, toArn } from './names.ts'

/** What is published to a topic. */
export interface Publication {
  readonly topic: string
  readonly message: string
  readonly subject?: string
  readonly attributes?: Readonly<Record<string, string>>
}

interface Published {
  readonly arn: string
  readonly subscriptionArn: string
  readonly messageId: string
  readonly timestamp: string
  readonly signature: string
  readonly certificate: string
  readonly unsubscribe: string
  readonly attributes: Readonly<Record<string, { readonly Type: string; readonly Value: string }>>
}

function publish({ topic, attributes = {} }: Publication): Published {
  const arn = toArn('sns', topic)
  const subscriptionArn = `${arn}:${randomUUID()}`
  const entries = Object.entries(attributes)
  return {
    arn,
    subscriptionArn,
    messageId: randomUUID(),
    timestamp: new Date().toISOString(),
    signature: randomBytes(256).toString('base64'),
    certificate: `https://sns.${region}.amazonaws.com/SimpleNotificationService-${randomBytes(16).toString('hex')}.pem`,
    unsubscribe: `https://sns.${region}.amazonaws.com/?Action=Unsubscribe&SubscriptionArn=${subscriptionArn}`,
    attributes: Object.fromEntries(entries.map(([name, value]) => [name, { Type: 'String', Value: value }])),
  }
}

/**
 * The event that SNS invokes a function with: always one record.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html
 */
export function toSnsEvent(publication: Publication): unknown {
  const published = publish(publication)
  return {
    Records: [
      {
        EventSource: 'aws:sns',
        EventVersion: '1.0',
        EventSubscriptionArn: published.subscriptionArn,
        Sns: {
          Type: 'Notification',
          MessageId: published.messageId,
          TopicArn: published.arn,
          Subject: publication.subject ?? null,
          Message: publication.message,
          Timestamp: published.timestamp,
          SignatureVersion: '1',
          Signature: published.signature,
          SigningCertUrl: published.certificate,
          UnsubscribeUrl: published.unsubscribe,
          MessageAttributes: published.attributes,
        },
      },
    ],
  }
}

/**
 * The text that SNS puts into a queue that is subscribed without raw delivery: spaced as SNS writes it, two fields
 * spelled otherwise than for Lambda, and left out what is not there.
 * Source: https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html#http-notification-json
 */
export function toNotification(publication: Publication): string {
  const published = publish(publication)
  const fields: ReadonlyArray<readonly [string, unknown]> = [
    ['Type', 'Notification'],
    ['MessageId', published.messageId],
    ['TopicArn', published.arn],
    ['Subject', publication.subject],
    ['Message', publication.message],
    ['Timestamp', published.timestamp],
    ['SignatureVersion', '1'],
    ['Signature', published.signature],
    ['SigningCertURL', published.certificate],
    ['UnsubscribeURL', published.unsubscribe],
    ['MessageAttributes', Object.keys(published.attributes).length > 0 ? published.attributes : undefined],
  ]
  const lines = fields
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `  "${name}" : ${JSON.stringify(value)}`)
  return `{\n${lines.join(',\n')}\n}`
}
