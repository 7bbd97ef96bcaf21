/**
 * What a codec found as the body of a message or an event: text, bytes, or a value that the platform has parsed
 * already. Platforms that parse text by themselves hand scalars back as text (`String(value)`).
 */
export type Payload = { readonly text: string } | { readonly bytes: Uint8Array } | { readonly value: unknown }

/** A payload with nothing in it. */
export const noPayload: Payload = { value: undefined }

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false })

/** The payload's text; undefined when it is a value, or bytes that are no UTF-8. */
export function textOf(payload: Payload): string | undefined {
  if ('text' in payload) return payload.text
  if (!('bytes' in payload)) return undefined
  try {
    return utf8.decode(payload.bytes)
  } catch {
    return undefined
  }
}

/**
 * The value that a handler sees. Text is parsed when it is JSON and an object, an array or a string; numbers and the
 * like stay text, because a platform that parses by itself has lost their digits already.
 * @param type the media type, where it is known; text that is said not to be JSON is left alone, but
 * `application/octet-stream` says nothing
 */
export function readPayload(payload: Payload, type: string | undefined): unknown {
  if ('value' in payload) return payload.value
  const text = textOf(payload)
  if (text === undefined) return 'bytes' in payload ? payload.bytes : undefined
  if (type !== undefined && !isJsonType(type) && !/^application\/octet-stream\b/i.test(type)) return text
  return parseStructured(text) ?? text
}

function isJsonType(type: string): boolean {
  return /^[^;]*[/+]json\s*(;|$)/i.test(type)
}

/** The parsed object, array or string; undefined when the text is none of them. */
export function parseStructured(text: string): unknown {
  if (!/^\s*[{["]/.test(text)) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
