import type { EventCodec } from '@rove/core/adapter'
import type { BatchFailures } from './batch-failures.ts'
import { type CloudWatchLogsData, type CloudWatchLogsEvent, cloudwatchLogs } from './cloudwatch-logs.ts'
import { type DirectResult, direct } from './direct.ts'
import { type DocumentDbEvent, documentdb } from './documentdb.ts'
import { type DynamoDbEvent, dynamodb } from './dynamodb.ts'
import { type EventBridgeEvent, eventbridge } from './eventbridge.ts'
import { type FirehoseEvent, type FirehoseResult, firehose } from './firehose.ts'
import { type KafkaEvent, kafka } from './kafka.ts'
import { type KinesisEvent, kinesis } from './kinesis.ts'
import { type ActiveMqEvent, activemq, type RabbitMqEvent, rabbitmq } from './mq.ts'
import { s3 } from './s3.ts'
import type { S3Event } from './s3-record.ts'
import { scheduler } from './scheduler.ts'
import { type SnsEvent, sns } from './sns.ts'
import { type SqsEvent, sqs, sqsFifo } from './sqs.ts'

/** Every event of the other triggers that has a shape of its own; a direct invocation and an input of the Scheduler may be any JSON. */
export type DeliveryEvent =
  | SqsEvent
  | SnsEvent
  | EventBridgeEvent
  | S3Event
  | DynamoDbEvent
  | KinesisEvent
  | FirehoseEvent
  | KafkaEvent
  | ActiveMqEvent
  | RabbitMqEvent
  | CloudWatchLogsEvent
  | CloudWatchLogsData
  | DocumentDbEvent

/** Every result of the codecs of the other triggers. */
export type DeliveryResult = BatchFailures | FirehoseResult | DirectResult

/** The codecs of the other triggers, the commonest first; `direct` takes what is left. */
// biome-ignore lint/suspicious/noExplicitAny: each codec has its own event type; `matches` guards the call
export const deliveryCodecs: ReadonlyArray<EventCodec<any, DeliveryResult>> = [
  sqs,
  sqsFifo,
  sns,
  eventbridge,
  s3,
  dynamodb,
  kinesis,
  firehose,
  kafka,
  activemq,
  rabbitmq,
  cloudwatchLogs,
  documentdb,
  scheduler,
  direct,
]
