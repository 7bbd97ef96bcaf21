import { RoveError } from '@rove/core'
import { toJson, toPlainBytes } from '../encoded.ts'
import { isFields } from '../shape.ts'
import type { ReceivedEvent } from './received-event.ts'
import { readBatch, readStructured } from './structured.ts'

/**
 * Reads what functions-framework hands to a function with the signature type `cloudevent`: mostly a plain object, made
 * of a structured event or of `ce-` headers. It does not set `datacontenttype` for the latter, nor decode their values,
 * adds `traceparent` from the request, and hands bytes over for what it has not parsed, a batch among it.
 *
 * @throws RoveError `InvalidArgument` that names the attribute
 * Source: https://github.com/GoogleCloudPlatform/functions-framework-nodejs/blob/main/src/function_wrappers.ts
 */
export function readFunctionEvent(event: unknown): ReceivedEvent[] {
  if (event instanceof Uint8Array) {
    const value = toJson(event, 'The CloudEvent')
    return Array.isArray(value) ? readBatch(value) : [readStructured(value)]
  }
  if (Array.isArray(event)) return readBatch(event)
  if (!isFields(event)) throw new RoveError('InvalidArgument', 'The CloudEvent is not an object.')
  const { data } = event
  if (!(data instanceof Uint8Array)) return [readStructured(withoutMissingData(event))]
  const { data: _, ...attributes } = event
  return [{ ...readStructured(attributes), ...(data.byteLength > 0 ? { payload: { bytes: toPlainBytes(data) } } : {}) }]
}

// Without a body the framework sets `data: undefined`.
function withoutMissingData(event: Readonly<Record<string, unknown>>): unknown {
  if (event.data !== undefined) return event
  const { data: _, ...attributes } = event
  return attributes
}
