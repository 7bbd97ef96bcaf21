// The documents that the capabilities of deliveries come from, and when they were read.

/** When the documents were read. */
export const asOf: string = '2026-11'
/** The guide of Lambda. */
export const lambda: string = 'https://docs.aws.amazon.com/lambda/latest/dg'
/** What becomes of a failure with SQS. */
export const sqsErrors: string = `${lambda}/services-sqs-errorhandling.html`
/** What becomes of a failure of an asynchronous invocation. */
export const asynchronous: string = `${lambda}/invocation-async-error-handling.html`
/** What becomes of a failure with Kinesis. */
export const kinesisFailures: string = `${lambda}/services-kinesis-batchfailurereporting.html`
/** What becomes of a failure with Kafka. */
export const kafkaRetries: string = `${lambda}/kafka-retry-configurations.html`
/** What becomes of a failure with Amazon MQ. */
export const mqErrors: string = `${lambda}/services-mq-errors.html`
/** What Firehose takes back. */
export const firehoseStates: string =
  'https://docs.aws.amazon.com/firehose/latest/dev/data-transformation-status-model.html'
/** What becomes of a failure with Firehose. */
export const firehoseFailures: string =
  'https://docs.aws.amazon.com/firehose/latest/dev/data-transformation-failure-handling.html'
/** What a notification holds. */
export const snsFormats: string = 'https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html'
/** What an event of EventBridge holds. */
export const eventStructure: string = 'https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html'
/** What an event of S3 holds. */
export const objectEvents: string =
  'https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html'
/** What a record of a DynamoDB stream holds. */
export const streamRecord: string =
  'https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_StreamRecord.html'
/** Change streams of DocumentDB. */
export const documentStreams: string = 'https://docs.aws.amazon.com/documentdb/latest/developerguide/using-lambda.html'
/** What a record of Kinesis holds. */
export const kinesisRecord: string = `${lambda}/with-kinesis.html`
/** What EventBridge Scheduler fills in. */
export const keywords: string =
  'https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html'
