/** Writes the fields of a protocol buffers message. Source: https://protobuf.dev/programming-guides/encoding/ */
export class ProtobufWriter {
  readonly #parts: Uint8Array[] = []

  /** A field that has a length: text, bytes, or a message. */
  bytes(number: number, content: string | Uint8Array | ProtobufWriter): this {
    const body =
      typeof content === 'string'
        ? Buffer.from(content)
        : content instanceof ProtobufWriter
          ? content.finish()
          : content
    this.#parts.push(varint(BigInt(number * 8 + 2)), varint(BigInt(body.byteLength)), body)
    return this
  }

  /** A whole number, or a boolean as 0 and 1. */
  integer(number: number, value: bigint): this {
    this.#parts.push(varint(BigInt(number * 8)), varint(BigInt.asUintN(64, value)))
    return this
  }

  double(number: number, value: number): this {
    const body = new Uint8Array(8)
    new DataView(body.buffer).setFloat64(0, value, true)
    this.#parts.push(varint(BigInt(number * 8 + 1)), body)
    return this
  }

  finish(): Uint8Array {
    return Buffer.concat(this.#parts)
  }
}

function varint(value: bigint): Uint8Array {
  const bytes: number[] = []
  let rest = value
  while (rest > 0x7fn) {
    bytes.push(Number(rest & 0x7fn) | 0x80)
    rest >>= 7n
  }
  bytes.push(Number(rest))
  return Uint8Array.from(bytes)
}
