import { headerOf } from '../headers.ts'
import type { GcpRequest } from '../http.ts'
import { readAttributes } from './attributes.ts'
import type { ReceivedEvent } from './received-event.ts'

/**
 * Reads an event in binary content mode: attributes in `ce-` headers, data as the body, byte for byte.
 * @throws RoveError `InvalidArgument` that names the attribute
 * Source: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md#31-binary-content-mode
 */
export function readBinary(request: Pick<GcpRequest, 'headers'>, body: Uint8Array): ReceivedEvent {
  const fields: Record<string, unknown> = {}
  for (const name of Object.keys(request.headers)) {
    if (name.startsWith('ce-')) fields[name.slice(3)] = decodeHeader(headerOf(request, name) ?? '')
  }
  const type = headerOf(request, 'content-type')
  const { specversion: _, ...attributes } = readAttributes(type ? { ...fields, datacontenttype: type } : fields)
  return body.byteLength === 0 ? attributes : { ...attributes, payload: { bytes: body } }
}

/**
 * The value that a `ce-` header stands for: quotation marks of the whole are taken off, then percent-encoded UTF-8 is
 * decoded. What is no valid encoding is taken literally; UTF-8 that was sent as it is counts as such.
 */
export function decodeHeader(value: string): string {
  const quoted = /^\s*"((?:[^"\\]|\\.)*)"\s*$/.exec(value)?.[1]
  const bare = repair(quoted === undefined ? value : quoted.replace(/\\(.)/g, '$1'))
  return bare.includes('%') ? bare.replace(/(?:%[0-9a-f]{2})+/gi, decodeRun) : bare
}

function decodeRun(run: string): string {
  try {
    return decodeURIComponent(run)
  } catch {
    return run
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

// Node reads header bytes as Latin-1.
function repair(value: string): string {
  const units = Array.from(value, (unit) => unit.charCodeAt(0))
  if (units.every((unit) => unit < 0x80) || units.some((unit) => unit > 0xff)) return value
  try {
    return utf8.decode(Uint8Array.from(units))
  } catch {
    return value
  }
}
