import { alb } from './codecs/alb.ts'
import { edge } from './codecs/edge.ts'
import { latticeV1 } from './codecs/lattice-v1.ts'
import { latticeV2 } from './codecs/lattice-v2.ts'
import { type Fields, isObject } from './codecs/shape.ts'

// What `eventSource` says in each record, or beside them.
const sources: Readonly<Record<string, string>> = {
  'aws:sqs': 'an SQS event',
  'aws:sns': 'an SNS event',
  'aws:s3': 'an S3 event',
  'aws:ses': 'an SES event',
  'aws:dynamodb': 'a DynamoDB stream event',
  'aws:kinesis': 'a Kinesis event',
  'aws:kafka': 'a Kafka (MSK) event',
  SelfManagedKafka: 'a Kafka (self-managed) event',
  'aws:mq': 'an Amazon MQ (ActiveMQ) event',
  'aws:rmq': 'an Amazon MQ (RabbitMQ) event',
  'aws:docdb': 'a DocumentDB event',
  'aws:codecommit': 'a CodeCommit event',
}

// Fields that only one kind of event has.
const marks: ReadonlyArray<readonly [field: string, what: string]> = [
  ['methodArn', 'an API Gateway Lambda authorizer event'],
  ['routeArn', 'an API Gateway Lambda authorizer event'],
  ['deliveryStreamArn', 'a Firehose transformation event'],
  ['awslogs', 'a CloudWatch Logs event'],
  ['detail-type', 'an EventBridge event'],
  ['alarmArn', 'a CloudWatch alarm event'],
  ['userPoolId', 'a Cognito trigger event'],
  ['StackId', 'a CloudFormation custom resource event'],
  ['requestPayload', 'a Lambda destination event'],
  ['ClientRequestToken', 'a Secrets Manager rotation event'],
  ['CodePipeline.job', 'a CodePipeline event'],
  ['inputTranscript', 'a Lex event'],
]

/** Names what an event looks like that no HTTP codec claims; undefined when it looks like nothing known. */
export function describeEvent(event: unknown): string | undefined {
  if (!isObject(event)) return undefined
  const { Records, requestContext } = event
  if (Array.isArray(Records)) return describeRecord(Records[0])
  if (isObject(requestContext) && (requestContext.connectionId ?? requestContext.eventType) !== undefined) {
    return 'an API Gateway WebSocket event'
  }
  const mark = marks.find(([field]) => event[field] !== undefined)
  if (mark) return mark[1]
  return bySource(event) ?? describeHttp(event)
}

function describeRecord(record: unknown): string | undefined {
  if (!isObject(record)) return 'an event with an empty list of records'
  const { cf } = record
  if (!isObject(cf)) return bySource(record)
  const type = isObject(cf.config) ? cf.config.eventType : undefined
  if (edge.matches({ Records: [record] })) return 'a Lambda@Edge request event, which takes no streamed answer'
  return `a Lambda@Edge ${typeof type === 'string' ? type : 'response'} event`
}

function bySource(fields: Fields): string | undefined {
  return sources[String(fields.eventSource ?? fields.EventSource)]
}

// Shapes of HTTP that are incomplete, or that a streaming function cannot answer.
function describeHttp(event: Fields): string | undefined {
  if (alb.matches(event)) return 'an Application Load Balancer event, which takes no streamed answer'
  if (latticeV1.matches(event) || latticeV2.matches(event)) return 'a VPC Lattice event, which takes no streamed answer'
  if (typeof event.rawPath === 'string') return 'an HTTP API event without requestContext.http.method'
  if (typeof event.httpMethod !== 'string') return undefined
  if (!isObject(event.requestContext)) return 'an API Gateway event without requestContext'
  return typeof event.path === 'string' ? undefined : 'an API Gateway event without path'
}
