/** A value of Firestore, of one kind; none is a value without a kind. */
export interface Model {
  readonly int?: bigint
  readonly double?: number
  readonly bool?: boolean
  readonly null?: boolean
  readonly text?: string
  readonly bytes?: Uint8Array
  readonly reference?: string
  readonly point?: readonly [latitude: number, longitude: number]
  readonly time?: readonly [seconds: bigint, nanos: bigint]
  readonly list?: readonly Model[]
  readonly map?: Readonly<Record<string, Model>>
}

// Written from https://protobuf.dev/programming-guides/encoding/ and
// https://github.com/googleapis/google-cloudevents/blob/main/proto/google/events/cloud/firestore/v1/data.proto

export function varint(number: bigint): Buffer {
  const bytes: number[] = []
  let rest = BigInt.asUintN(64, number)
  do {
    const more = rest > 127n
    bytes.push(Number(rest % 128n) + (more ? 128 : 0))
    rest /= 128n
  } while (rest > 0n)
  return Buffer.from(bytes)
}

export function field(number: number, body: Uint8Array): Buffer {
  return Buffer.concat([varint(BigInt(number * 8 + 2)), varint(BigInt(body.length)), body])
}

function number(at: number, body: bigint): Buffer {
  return Buffer.concat([varint(BigInt(at * 8)), varint(body)])
}

function double(at: number, body: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeDoubleLE(body)
  return Buffer.concat([varint(BigInt(at * 8 + 1)), bytes])
}

function entries(at: number, map: Readonly<Record<string, Model>>): Buffer {
  return Buffer.concat(
    Object.entries(map).map(([key, one]) =>
      field(at, Buffer.concat([field(1, Buffer.from(key)), field(2, value(one))])),
    ),
  )
}

function timestamp(seconds: bigint, nanos: bigint): Buffer {
  return Buffer.concat([...(seconds === 0n ? [] : [number(1, seconds)]), ...(nanos === 0n ? [] : [number(2, nanos)])])
}

export function value(model: Model): Buffer {
  const { int, double: fraction, bool, text, bytes, reference, point, time, list, map } = model
  if (int !== undefined) return number(2, int)
  if (fraction !== undefined) return double(3, fraction)
  if (bool !== undefined) return number(1, bool ? 1n : 0n)
  if (model.null) return number(11, 0n)
  if (text !== undefined) return field(17, Buffer.from(text))
  if (bytes !== undefined) return field(18, bytes)
  if (reference !== undefined) return field(5, Buffer.from(reference))
  if (point)
    return field(8, Buffer.concat(point.map((one, index) => (one === 0 ? Buffer.alloc(0) : double(index + 1, one)))))
  if (time) return field(10, timestamp(...time))
  if (list) return field(9, Buffer.concat(list.map((one) => field(1, value(one)))))
  return map ? field(6, entries(1, map)) : Buffer.alloc(0)
}

export function document(path: string, fields: Readonly<Record<string, Model>>): Buffer {
  const at = timestamp(1_767_225_600n, 0n)
  const name = Buffer.from(`projects/p/databases/(default)/documents/${path}`)
  return Buffer.concat([field(1, name), entries(2, fields), field(3, at), field(4, at)])
}

export function eventData(parts: { value?: Buffer; before?: Buffer; mask?: readonly string[] }): Buffer {
  return Buffer.concat([
    ...(parts.value ? [field(1, parts.value)] : []),
    ...(parts.before ? [field(2, parts.before)] : []),
    ...(parts.mask ? [field(3, Buffer.concat(parts.mask.map((path) => field(1, Buffer.from(path)))))] : []),
  ])
}
