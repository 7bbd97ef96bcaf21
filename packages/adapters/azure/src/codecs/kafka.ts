import {
  type Attributes,
  type DecodedDelivery,
  type DecodedMessage,
  type EventCodec,
  rejectFailures,
} from '@rove/core/adapter'
import { isFrom, type NativeEvent, registered } from '../native-event.ts'
import { traceOf } from './attributes.ts'
import { asDelivery } from './carried-event.ts'
import { type Fields, isObject, toText, toTime } from './fields.ts'
import { type Item, itemsOf } from './metadata.ts'
import { contentId, toPayload } from './payload.ts'
import { streamSettlement } from './stream.ts'

/**
 * Records of Kafka, one or many an invocation. Each is handed over as the extension's own description of it, with the
 * record's text in `Value`; the offset moves on whether the function throws or not, save for its retry policy.
 * Source: https://learn.microsoft.com/azure/azure-functions/functions-bindings-kafka-trigger
 */
export const kafka: EventCodec<NativeEvent, void> = {
  name: 'kafka',
  title: 'Apache Kafka',
  trigger: 'delivery',
  triggers: ['message', 'event'],
  matches: (event): event is NativeEvent => isFrom(event, 'kafka'),
  decode(event) {
    const deliveries = itemsOf(event).map((item): DecodedDelivery => asDelivery(toMessage(item, event), event))
    return { deliveries, ...streamSettlement(event) }
  },
  encode: rejectFailures,
}

function toMessage({ input, metadata }: Item, event: NativeEvent): DecodedMessage {
  const described = isRecord(input)
  const record: Fields = described ? lowered(input) : {}
  const read = (name: string): unknown => record[name] ?? metadata.get(name)
  const topic = toText(read('topic')) ?? registered(event, 'topic')
  const partition = toText(read('partition'))
  const offset = toText(read('offset'))
  const attributes = toHeaders(read('headers'))
  return {
    trigger: 'message',
    function: event.function,
    names: topic === undefined ? [] : [topic],
    id: offset === undefined ? contentId(input) : `${partition ?? ''}:${offset}`,
    source: `/kafka/${topic ?? event.function}`,
    time: toTime(read('timestamp')),
    attempt: event.attempts > 1 ? (event.context.retryContext?.retryCount ?? 0) + 1 : undefined,
    group: toText(read('key')) ?? partition,
    payload: toPayload(described ? record.value : input),
    datacontenttype: attributes['content-type'],
    attributes,
    ...traceOf(attributes),
  }
}

/** Whether the input is the extension's description of a record, and not a record's own JSON. */
function isRecord(input: unknown): input is Fields {
  if (!isObject(input)) return false
  return 'Offset' in input && 'Partition' in input && ('Value' in input || 'Topic' in input)
}

function lowered(record: Fields): Fields {
  return Object.fromEntries(
    Object.entries(record).map(([name, value]) => [name.charAt(0).toLowerCase() + name.slice(1), value]),
  )
}

/** Headers: a list of keys and values in base64. Of a repeated key the last one is taken. */
function toHeaders(headers: unknown): Attributes {
  if (!Array.isArray(headers)) return {}
  return Object.fromEntries(
    headers.flatMap((header: unknown): Array<[string, string]> => {
      if (!isObject(header)) return []
      const key = toText(header.Key ?? header.key)
      const value = header.Value ?? header.value
      if (key === undefined || typeof value !== 'string') return []
      return [[key, Buffer.from(value, 'base64').toString('utf8')]]
    }),
  )
}
