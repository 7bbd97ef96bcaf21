import { isUnhandled, rejectFailures, type Settled } from '@rove/core/adapter'

/**
 * What an event source mapping with `ReportBatchItemFailures` takes back. Without the list, Lambda would count a batch as
 * handled, so the list is always there.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export interface BatchFailures {
  readonly batchItemFailures: ReadonlyArray<{ readonly itemIdentifier: string }>
  /** Of a stream with tumbling windows: the state, handed on as it came. */
  readonly state?: unknown
}

/** What a stream says beside its records when it has tumbling windows. */
export interface Windowed {
  readonly window?: unknown
  readonly state?: unknown
  readonly eventSourceARN?: string | undefined
}

/**
 * Names where a stream goes on: at the lowest sequence number that failed. A failure without a number fails the batch.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html
 *
 * @param numbers the sequence number of each settled delivery
 */
export function toPosition(
  settled: readonly Settled[],
  numbers: ReadonlyArray<string | undefined>,
  { window, state = {} }: Windowed,
): BatchFailures {
  let lowest: string | undefined
  settled.forEach((one, index) => {
    if (!isUnhandled(one)) return
    const number = numbers[index]
    if (number === undefined) rejectFailures(settled)
    else if (lowest === undefined || isBefore(number, lowest)) lowest = number
  })
  const batchItemFailures = lowest === undefined ? [] : [{ itemIdentifier: lowest }]
  return window === undefined ? { batchItemFailures } : { batchItemFailures, state }
}

// They are decimal numbers with more digits than a number holds.
function isBefore(one: string, other: string): boolean {
  const [a, b] = [one.replace(/^0+/, ''), other.replace(/^0+/, '')]
  return a.length === b.length ? a < b : a.length < b.length
}
