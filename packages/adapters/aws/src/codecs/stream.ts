import { hasRecords, isObject, textOrNone } from './shape.ts'

/**
 * Whether an event comes from a stream: each record has the service's field, or there is none at the end of a tumbling
 * window, whose event names the stream itself.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-windows.html
 */
export function isStreamOf(service: 'kinesis' | 'dynamodb', event: unknown): boolean {
  const source = `aws:${service}`
  if (hasRecords(event, (record) => isObject(record[service]) && (record.eventSource ?? source) === source)) return true
  if (!isObject(event) || !isObject(event.window) || !isEmptyList(event.Records)) return false
  return new RegExp(`^arn:aws[\\w-]*:${service}:`).test(textOrNone(event.eventSourceARN) ?? '')
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0
}
