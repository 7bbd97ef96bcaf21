import {
  type Attributes,
  type DecodedDelivery,
  type DecodedEvent,
  type EventCodec,
  rejectFailures,
} from '@rove/core/adapter'
import { toNames } from './arn.ts'
import { toAttributes } from './attributes.ts'
import { tryDecodeBase64 } from './base64.ts'
import { contentId } from './digest.ts'
import { type Fields, isObject, parseObject, textOrNone } from './shape.ts'
import { toTime } from './time.ts'

/**
 * What a subscription of CloudWatch Logs sends: base64 of gzipped JSON.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html
 */
export interface CloudWatchLogsEvent {
  readonly awslogs: { readonly data: string }
}

/** What is inside, once it is unpacked. Somebody may hand it over like that. */
export interface CloudWatchLogsData {
  readonly messageType?: string | undefined
  readonly owner?: string | undefined
  readonly logGroup?: string | undefined
  readonly logStream?: string | undefined
  readonly subscriptionFilters?: readonly string[] | undefined
  readonly logEvents: ReadonlyArray<{
    readonly id?: string | undefined
    /** Milliseconds. */
    readonly timestamp?: number | undefined
    readonly message?: string | undefined
  }>
}

// An asynchronous invocation carries 1 MB; text that was packed tighter than 1 : 64 is no log.
const maxBytes = 64 * 1024 * 1024

function isData(event: unknown): event is CloudWatchLogsData {
  return (
    isObject(event) &&
    typeof event.logGroup === 'string' &&
    Array.isArray(event.logEvents) &&
    event.logEvents.every(isObject)
  )
}

/** @throws RangeError, Error when the data is packed, but broken or larger than 64 MB */
function unpack({ awslogs }: CloudWatchLogsEvent): string {
  const bytes = tryDecodeBase64(awslogs.data)
  if (bytes === undefined) return awslogs.data
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes.toString('utf8')
  const { gunzipSync } = process.getBuiltinModule('node:zlib')
  return gunzipSync(bytes, { maxOutputLength: maxBytes }).toString('utf8')
}

function toDeliveries(data: CloudWatchLogsData): DecodedEvent[] {
  // CloudWatch Logs itself asks now and then whether anybody is there.
  if (data.messageType === 'CONTROL_MESSAGE') return []
  const attributes = attributesOf(data)
  const { logGroup = '', logStream, subscriptionFilters } = data
  const filters = Array.isArray(subscriptionFilters) ? subscriptionFilters.filter((one) => textOrNone(one)) : []
  return data.logEvents.map((event) => ({
    trigger: 'event',
    names: toNames(logGroup, ...filters),
    id: textOrNone(event.id) ?? contentId([logGroup, logStream, event]),
    source: `arn:aws:logs::${textOrNone(data.owner) ?? ''}:log-group:${logGroup}`,
    subject: textOrNone(logStream),
    time: toTime(event.timestamp),
    payload: typeof event.message === 'string' ? { text: event.message } : { value: event },
    attributes,
  }))
}

function attributesOf({ owner, logGroup, logStream }: CloudWatchLogsData): Attributes {
  return toAttributes(Object.entries({ owner, logGroup, logStream }))
}

/** Something that is packed like logs and is none: one event, of nobody in particular. */
function toForeign(text: string): DecodedEvent {
  return { trigger: 'event', names: [], id: contentId(text), source: 'aws:logs', payload: { text } }
}

function decodeLogs(event: CloudWatchLogsEvent | CloudWatchLogsData): DecodedDelivery[] {
  if (isData(event)) return toDeliveries(event)
  const text = unpack(event)
  const data: Fields | undefined = parseObject(text)
  return isData(data) ? toDeliveries(data) : [toForeign(text)]
}

/**
 * Lines of a log group, one event each, for the topic named after the group or after a subscription filter. Lambda is
 * called asynchronously: it calls again twice when the function fails.
 */
export const cloudwatchLogs: EventCodec<CloudWatchLogsEvent | CloudWatchLogsData, null> = {
  name: 'cloudwatch-logs',
  title: 'Amazon CloudWatch Logs',
  trigger: 'delivery',
  triggers: ['event'],
  matches: (event): event is CloudWatchLogsEvent | CloudWatchLogsData =>
    isData(event) || (isObject(event) && isObject(event.awslogs) && typeof event.awslogs.data === 'string'),
  decode: (event) => ({ deliveries: decodeLogs(event), settlement: 'whole' }),
  encode(settled) {
    rejectFailures(settled)
    return null
  },
}
