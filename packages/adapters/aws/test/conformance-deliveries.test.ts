import { conformance, deliveryGroups } from '@rove/conformance/vitest'
import { fronted } from './harness.ts'

const scheduled = { schedule: 'scheduler' } as const

conformance(
  fronted('Kinesis, EventBridge, S3 by SNS', 'http-v2', {
    via: { message: 'kinesis', event: 'eventbridge', object: 'sns' },
  }),
  deliveryGroups,
)
conformance(
  fronted('Kafka, SNS by SQS, S3 by SQS', 'http-v2', {
    via: { message: 'kafka', event: 'sns-sqs', object: 'sqs', ...scheduled },
  }),
  deliveryGroups,
)
conformance(
  fronted('ActiveMQ, S3 by EventBridge', 'http-v2', { via: { message: 'activemq', object: 'eventbridge' } }),
  ['messages', 'objects'],
)
conformance(fronted('RabbitMQ', 'http-v2', { via: { message: 'rabbitmq' } }), ['messages'])
