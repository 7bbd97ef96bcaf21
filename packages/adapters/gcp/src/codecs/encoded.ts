import { RoveError } from '@rove/core'

const utf8 = new TextDecoder('utf-8', { fatal: true })

/**
 * The text of bytes, without a byte order mark.
 * @throws RoveError `InvalidArgument` that names the part when they are not UTF-8
 */
export function toText(bytes: Uint8Array, part: string): string {
  try {
    return utf8.decode(bytes)
  } catch (cause) {
    throw new RoveError('InvalidArgument', `${part} is not UTF-8.`, { cause })
  }
}

/**
 * The value of JSON in bytes.
 * @throws RoveError `InvalidArgument` that names the part when it is not JSON
 */
export function toJson(bytes: Uint8Array, part: string): unknown {
  const text = toText(bytes, part)
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new RoveError('InvalidArgument', `${part} is not valid JSON.`, { cause })
  }
}

/** The same bytes as a plain `Uint8Array`, which prints and compares the same on every provider; a `Buffer` does not. */
export function toPlainBytes({ buffer, byteOffset, byteLength }: Uint8Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength)
}

/** The alphabet of base64 that is taken. */
export type Base64Alphabet = 'standard' | 'either'

/**
 * The bytes of base64. JSON of protocol buffers may use either alphabet
 * (https://protobuf.dev/programming-guides/json/), CloudEvents only the standard one.
 * @throws RoveError `InvalidArgument` that names the part: a decoder that skips what it does not know would make up bytes
 */
export function fromBase64(text: unknown, part: string, alphabet: Base64Alphabet = 'either'): Uint8Array {
  const shape = alphabet === 'standard' ? /^[A-Za-z0-9+/]*={0,2}$/ : /^[A-Za-z0-9+/_-]*={0,2}$/
  if (typeof text === 'string' && shape.test(text) && text.replace(/=+$/, '').length % 4 !== 1) {
    return toPlainBytes(Buffer.from(text, 'base64'))
  }
  throw new RoveError('InvalidArgument', `${part} is not base64.`)
}
