import { readFailures } from './batch-answer.ts'
import { type Carried, retryBatch } from './batch-retry.ts'
import { toBatches } from './batches.ts'
import type { Lambda } from './service.ts'
import type { Tally } from './tally.ts'

/** A record of a shard. */
export interface StreamRecord extends Carried {
  readonly sequenceNumber: string
  /** As it stands in the event. */
  readonly native: unknown
}

/** How a shard is read. */
export interface ShardOptions {
  readonly lambda: Lambda
  readonly maxAttempts: number
  readonly tally: Tally
}

// The default batch size of Lambda for streams.
// Source: https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-params.html
const batchSize = 100

/**
 * Lambda's event source mapping for a shard, with `ReportBatchItemFailures`, `MaximumRetryAttempts`, an on-failure
 * destination, and `BisectBatchOnFunctionError` at its default, off. The lowest reported sequence number is the
 * checkpoint: that record and all after it are delivered again. When the attempts are used up, all of them go to the
 * destination, also those after the one that failed, and the shard goes on with the next batch.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html and
 * https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
 */
export async function readShard(records: readonly StreamRecord[], options: ShardOptions): Promise<void> {
  const { lambda, maxAttempts, tally } = options
  for (const batch of toBatches(records, batchSize)) {
    await retryBatch({
      batch,
      maxAttempts,
      tally,
      async run(rest) {
        const result = await lambda.invoke({ Records: rest.map(({ native }) => native) })
        const numbers = rest.map(({ sequenceNumber }) => sequenceNumber)
        const failed = readFailures(result, numbers, lambda.reportsItems)
        // A shard's records are in the order of their numbers: the first that failed has the lowest.
        const first = numbers.findIndex((number) => failed.has(number))
        return first < 0 ? rest.length : first
      },
    })
  }
}
