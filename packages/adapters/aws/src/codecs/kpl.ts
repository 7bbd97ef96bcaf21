import { digest } from './digest.ts'
import { readFields } from './protobuf.ts'

/** A record that the Kinesis Producer Library has put with others into one. */
export interface SubRecord {
  readonly partitionKey: string
  readonly data: Uint8Array
}

const magic: readonly number[] = [0xf3, 0x89, 0x9a, 0xc2]
const checksumLength = 16
const utf8 = new TextDecoder()

/**
 * Takes a record of the Kinesis Producer Library apart: four magic bytes, an `AggregatedRecord` (1: partition keys, 3:
 * records of 1: index of the partition key and 3: data), and the MD5 of that. Undefined for what is none: a record that
 * only looks like one is a record like any other.
 * Source: https://github.com/awslabs/amazon-kinesis-producer/blob/master/aggregation-format.md
 */
export function disaggregate(bytes: Uint8Array): SubRecord[] | undefined {
  if (bytes.length < magic.length + checksumLength || magic.some((byte, index) => bytes[index] !== byte))
    return undefined
  const message = bytes.subarray(magic.length, -checksumLength)
  if (!digest('md5', message).equals(bytes.subarray(-checksumLength))) return undefined
  try {
    const records = readRecords(message)
    // One that holds nothing would be lost; as a record it is at least seen.
    return records.length > 0 ? records : undefined
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

function readRecords(message: Uint8Array): SubRecord[] {
  const fields = [...readFields(message)]
  const keys = fields.flatMap(({ number, value }) => (number === 1 && isBytes(value) ? [utf8.decode(value)] : []))
  return fields.flatMap(({ number, value }) => (number === 3 && isBytes(value) ? [readRecord(value, keys)] : []))
}

function readRecord(message: Uint8Array, keys: readonly string[]): SubRecord {
  let partitionKey = ''
  let data = new Uint8Array()
  for (const { number, value } of readFields(message)) {
    if (number === 1 && typeof value === 'number') partitionKey = keys[value] ?? ''
    else if (number === 3 && isBytes(value)) data = Uint8Array.from(value)
  }
  return { partitionKey, data }
}

function isBytes(value: number | Uint8Array): value is Uint8Array {
  return typeof value !== 'number'
}
