import { alb } from './codecs/alb.ts'
import { edge } from './codecs/edge.ts'
import { latticeV1 } from './codecs/lattice-v1.ts'
import { latticeV2 } from './codecs/lattice-v2.ts'
import { type Fields, isObject } from './codecs/shape.ts'

// What `eventSource` says in each record, or beside them, of what no codec takes.
const sources: Readonly<Record<string, string>> = {
  'aws:ses': 'an SES event',
  'aws:codecommit': 'a CodeCommit event',
}

// Fields that only one kind of event has.
const marks: ReadonlyArray<readonly [field: string, what: string]> = [
  ['methodArn', 'an API Gateway Lambda authorizer event'],
  ['routeArn', 'an API Gateway Lambda authorizer event'],
  // SQL applications ended in January 2026: https://docs.aws.amazon.com/kinesisanalytics/latest/dev/discontinuation.html
  ['applicationArn', 'a Kinesis Data Analytics event, whose service has ended'],
  ['deliveryStreamArn', 'a Firehose event without records'],
  ['awslogs', 'a CloudWatch Logs event without data'],
  ['detail-type', 'an EventBridge event without a source'],
  ['alarmArn', 'a CloudWatch alarm event'],
  ['userPoolId', 'a Cognito trigger event'],
  ['StackId', 'a CloudFormation custom resource event'],
  ['requestPayload', 'a Lambda destination event'],
  ['ClientRequestToken', 'a Secrets Manager rotation event'],
  ['CodePipeline.job', 'a CodePipeline event'],
  ['inputTranscript', 'a Lex event'],
]

/**
 * Names what an event looks like that comes from AWS and that no codec takes as it is; undefined when it looks like nothing
 * of the kind, and so may be anybody's own JSON.
 */
export function describeEvent(event: unknown): string | undefined {
  if (!isObject(event)) return undefined
  if (Array.isArray(event)) return describeList(event)
  const { Records, requestContext } = event
  if (Array.isArray(Records)) return describeRecord(Records[0])
  if (isObject(requestContext) && (requestContext.connectionId ?? requestContext.eventType) !== undefined) {
    return 'an API Gateway WebSocket event'
  }
  const mark = marks.find(([field]) => event[field] !== undefined)
  if (mark) return mark[1]
  return bySource(event) ?? describeHttp(event)
}

// A pipe hands over the records of its source without anything around them.
function describeList(list: readonly unknown[]): string | undefined {
  const [first] = list
  return isObject(first) && bySource(first) ? 'a batch of EventBridge Pipes' : undefined
}

function describeRecord(record: unknown): string | undefined {
  if (record === undefined) return 'an event with an empty list of records'
  if (!isObject(record)) return 'an event whose records are no objects'
  const { cf } = record
  if (!isObject(cf)) return bySource(record) ?? 'an event with records of a kind that it does not know'
  const type = isObject(cf.config) ? cf.config.eventType : undefined
  if (edge.matches({ Records: [record] })) return 'a Lambda@Edge request event, which takes no streamed answer'
  return `a Lambda@Edge ${typeof type === 'string' ? type : 'response'} event`
}

function bySource(fields: Fields): string | undefined {
  const source = fields.eventSource ?? fields.EventSource
  if (typeof source !== 'string') return undefined
  return sources[source] ?? `an event of "${source}" that is not complete, or not known`
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
