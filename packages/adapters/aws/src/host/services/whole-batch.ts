import type { Delivered } from '@rove/core/adapter'
import { type Carried, retryBatch } from './batch-retry.ts'
import { toBatches } from './batches.ts'
import type { Lambda } from './service.ts'
import { createTally } from './tally.ts'

/** How records are delivered that are done, or delivered again, a batch at a time. */
export interface WholeBatches<Record extends Carried> {
  readonly records: readonly Record[]
  readonly maxAttempts: number
  readonly lambda: Lambda
  /** Makes the event of a batch, for the so-manieth attempt. */
  toEvent(batch: readonly Record[], attempt: number): unknown
}

// The default batch size of Lambda for Kafka and Amazon MQ.
// Source: https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html
const batchSize = 100

/**
 * Lambda's event source mappings that know no partial answer: what the function returns is ignored, and what it throws
 * fails all of the batch.
 */
export async function deliverWhole<Record extends Carried>(
  options: WholeBatches<Record>,
): Promise<readonly Delivered[]> {
  const { records, maxAttempts, lambda, toEvent } = options
  const tally = createTally(records.length)
  for (const batch of toBatches(records, batchSize)) {
    await retryBatch({
      batch,
      maxAttempts,
      tally,
      async run(rest, attempt) {
        const { functionError } = await lambda.invoke(toEvent(rest, attempt))
        return functionError === undefined ? rest.length : 0
      },
    })
  }
  return tally.result()
}
