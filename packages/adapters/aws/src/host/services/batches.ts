import { maxRequestBytes } from '../lambda-limits.ts'

// Room for what stands around the records, and around messages before they are records.
const maxBytes = maxRequestBytes - 64 * 1024

/**
 * The first records that make a batch: as many as fit the batch size and the 6 MB of an invocation, at least one.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventsourcemapping.html#invocation-eventsourcemapping-batching
 */
export function takeBatch<T>(records: readonly T[], size: number): readonly T[] {
  let bytes = 0
  let count = 0
  for (const record of records.slice(0, size)) {
    bytes += Buffer.byteLength(JSON.stringify(record)) + 1
    if (count > 0 && bytes > maxBytes) break
    count += 1
  }
  return records.slice(0, count)
}

/** All records in batches, in order. */
export function toBatches<T>(records: readonly T[], size: number): Array<readonly T[]> {
  const batches: Array<readonly T[]> = []
  for (let rest = records; rest.length > 0; ) {
    const batch = takeBatch(rest, size)
    batches.push(batch)
    rest = rest.slice(batch.length)
  }
  return batches
}
