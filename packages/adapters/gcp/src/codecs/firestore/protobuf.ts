import { RoveError } from '@rove/core'

/** A field as it stands on the wire: a varint, eight or four bytes, or a run of bytes. */
export type WireField =
  | { readonly number: number; readonly wire: 'varint'; readonly value: bigint }
  | { readonly number: number; readonly wire: 'fixed64' | 'fixed32' | 'bytes'; readonly bytes: Uint8Array }

/**
 * Reads the fields of a protocol buffers message, in the order in which they stand.
 * @throws RoveError `InvalidArgument` when the bytes are no such message
 * Source: https://protobuf.dev/programming-guides/encoding/
 */
export function* readFields(message: Uint8Array): Generator<WireField> {
  let at = 0
  const varint = (): bigint => {
    let value = 0n
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = message[at++]
      if (byte === undefined) throw broken('it ends within a number')
      value |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) return BigInt.asUintN(64, value)
    }
    throw broken('a number is too long')
  }
  const take = (length: number): Uint8Array => {
    if (length > message.byteLength - at) throw broken('it ends within a field')
    at += length
    return message.subarray(at - length, at)
  }
  while (at < message.byteLength) {
    const tag = Number(varint())
    const number = Math.floor(tag / 8)
    const wire = tag % 8
    if (number === 0) throw broken('a field has the number 0')
    if (wire === 0) yield { number, wire: 'varint', value: varint() }
    else if (wire === 1) yield { number, wire: 'fixed64', bytes: take(8) }
    else if (wire === 2) yield { number, wire: 'bytes', bytes: take(Number(varint())) }
    else if (wire === 5) yield { number, wire: 'fixed32', bytes: take(4) }
    else throw broken(`a field has the wire type ${wire}`)
  }
}

/** The text of a field. @throws RoveError `InvalidArgument` when it is none */
export function toText(field: WireField): string {
  try {
    return utf8.decode(bytesOf(field))
  } catch {
    throw broken('a text is not UTF-8')
  }
}

/** The bytes of a field that has a length. @throws RoveError `InvalidArgument` when it has none */
export function bytesOf(field: WireField): Uint8Array {
  if (field.wire !== 'bytes') throw broken('a field has another type')
  return field.bytes
}

/** The signed 64-bit number of a field. @throws RoveError `InvalidArgument` when it is none */
export function toInt64(field: WireField): bigint {
  if (field.wire !== 'varint') throw broken('a field has another type')
  return BigInt.asIntN(64, field.value)
}

/** The floating-point number of a field. @throws RoveError `InvalidArgument` when it is none */
export function toDouble(field: WireField): number {
  if (field.wire !== 'fixed64') throw broken('a field has another type')
  const { buffer, byteOffset } = field.bytes
  return new DataView(buffer, byteOffset, 8).getFloat64(0, true)
}

// A byte order mark is part of the text here.
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function broken(what: string): RoveError {
  return new RoveError('InvalidArgument', `The data is not a valid protocol buffers message: ${what}.`)
}
