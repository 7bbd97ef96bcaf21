/** A field of a message: a number, or the bytes of a text, of bytes or of a message. */
export interface ProtobufField {
  readonly number: number
  readonly value: number | Uint8Array
}

/**
 * Reads the fields of a message in the protocol buffers' wire format, in order. Numbers beyond 2^53 lose digits.
 * Source: https://protobuf.dev/programming-guides/encoding/
 * @throws RangeError when the bytes are no such message
 */
export function* readFields(bytes: Uint8Array): Generator<ProtobufField> {
  let at = 0
  const varint = (): number => {
    let value = 0
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = bytes[at++]
      if (byte === undefined) break
      value += (byte & 0x7f) * 2 ** shift
      if (byte < 0x80) return value
    }
    throw new RangeError('a varint has no end')
  }
  const slice = (length: number): Uint8Array => {
    if (at + length > bytes.length) throw new RangeError('a field is longer than its message')
    at += length
    return bytes.subarray(at - length, at)
  }
  while (at < bytes.length) {
    const tag = varint()
    const number = Math.floor(tag / 8)
    if (number === 0) throw new RangeError('no field has the number 0')
    const type = tag % 8
    if (type === 0) yield { number, value: varint() }
    else if (type === 1) yield { number, value: slice(8) }
    else if (type === 2) yield { number, value: slice(varint()) }
    else if (type === 5) yield { number, value: slice(4) }
    else throw new RangeError(`there is no wire type ${type}`)
  }
}
