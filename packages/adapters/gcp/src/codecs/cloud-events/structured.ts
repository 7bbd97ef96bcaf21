import { RoveError } from '@rove/core'
import type { Payload } from '@rove/core/adapter'
import { fromBase64, toJson } from '../encoded.ts'
import { mediaTypeOf } from '../headers.ts'
import { type Fields, isFields } from '../shape.ts'
import { type EventAttributes, readAttributes, refuse } from './attributes.ts'
import type { ReceivedEvent } from './received-event.ts'

/**
 * Reads one event of the JSON event format.
 * @throws RoveError `InvalidArgument` that names the attribute, or says that it is no object
 * Source: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md
 */
export function readStructured(value: unknown): ReceivedEvent {
  if (!isFields(value)) throw new RoveError('InvalidArgument', 'The CloudEvent is not a JSON object.')
  const { data, data_base64: base64, ...fields } = value
  const { specversion, ...attributes } = readAttributes(fields)
  const payload =
    specversion === '0.3'
      ? readEarlyData(value, attributes)
      : readData({ data, base64, has: 'data' in value }, attributes)
  return payload === undefined ? attributes : { ...attributes, payload }
}

/**
 * Reads a batch of the JSON batch format; it may be empty. One event that is not valid refuses all of it: there is one
 * answer for the whole batch.
 * @throws RoveError `InvalidArgument` that names the event's place and what is wrong with it
 */
export function readBatch(value: unknown): ReceivedEvent[] {
  if (!Array.isArray(value)) throw new RoveError('InvalidArgument', 'The batch of CloudEvents is not a JSON array.')
  return value.map((one: unknown, index) => {
    try {
      return readStructured(one)
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause)
      throw new RoveError('InvalidArgument', `Event ${index + 1} of ${value.length} in the batch: ${why}`, { cause })
    }
  })
}

/**
 * Reads the body of a request in structured or batched content mode.
 * @param type its content type: only the JSON formats are read
 * @throws RoveError `InvalidArgument` for another format, or for what is not valid
 */
export function readFormat(body: Uint8Array, type: string | undefined): ReceivedEvent[] {
  const media = mediaTypeOf(type)
  if (/^application\/cloudevents/.test(media) && !media.endsWith('+json')) {
    throw new RoveError('InvalidArgument', `CloudEvents in the format ${media} cannot be read; send them as JSON.`)
  }
  const value = toJson(body, 'The CloudEvent')
  return media.startsWith('application/cloudevents-batch') ? readBatch(value) : [readStructured(value)]
}

interface Data {
  readonly data: unknown
  readonly base64: unknown
  readonly has: boolean
}

function readData(
  { data, base64, has }: Data,
  attributes: Pick<EventAttributes, 'datacontenttype'>,
): Payload | undefined {
  if (base64 === undefined || base64 === null) return has ? toPayload(data, attributes) : undefined
  if (has) throw refuse('data_base64', 'stands beside "data"; only one may be there')
  return { bytes: fromBase64(base64, 'The CloudEvent\'s "data_base64"', 'standard') }
}

// Source: https://github.com/cloudevents/spec/blob/v0.3/json-format.md#31-special-handling-of-the-data-attribute
function readEarlyData(fields: Fields, attributes: Pick<EventAttributes, 'datacontenttype'>): Payload | undefined {
  const { data, datacontentencoding: encoding } = fields
  if (!('data' in fields)) return undefined
  if (encoding === undefined || encoding === null) return toPayload(data, attributes)
  if (typeof encoding !== 'string' || encoding.toLowerCase() !== 'base64') {
    throw refuse('datacontentencoding', `is ${JSON.stringify(encoding)}; only base64 is known`)
  }
  return { bytes: fromBase64(data, 'The CloudEvent\'s "data"', 'standard') }
}

/** Data of another type than JSON is text where it is written as text; all else is a JSON value. */
function toPayload(data: unknown, { datacontenttype }: Pick<EventAttributes, 'datacontenttype'>): Payload {
  const isJson = datacontenttype === undefined || /[/+]json$/.test(mediaTypeOf(datacontenttype))
  return !isJson && typeof data === 'string' ? { text: data } : { value: data }
}
