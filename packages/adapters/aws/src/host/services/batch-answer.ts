import type { FunctionResult } from '../fronts/front.ts'

/**
 * Which items of a batch the function did not handle, as an event source mapping reads its answer. The whole batch has
 * failed when the function failed, and when the answer cannot be taken at its word: an identifier that is empty, null,
 * under another name, or of no item. No list, an empty list and no answer are full success.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting
 *
 * @param reportsItems whether the mapping has `ReportBatchItemFailures`; without it the answer is ignored
 */
export function readFailures(
  { payload, functionError }: FunctionResult,
  items: readonly string[],
  reportsItems: boolean,
): ReadonlySet<string> {
  const all = new Set(items)
  if (functionError !== undefined) return all
  if (!reportsItems) return new Set()
  const reported = readIdentifiers(payload.toString())
  return reported?.every((item) => all.has(item)) ? new Set(reported) : all
}

function readIdentifiers(text: string): string[] | undefined {
  try {
    const answer: unknown = JSON.parse(text)
    if (answer === null || answer === '') return []
    // What text, numbers and lists mean is not documented; nothing that could be a failure may pass for success.
    if (typeof answer !== 'object' || Array.isArray(answer))
      return Array.isArray(answer) && !answer.length ? [] : undefined
    const list = (answer as { readonly batchItemFailures?: unknown }).batchItemFailures ?? []
    return Array.isArray(list) ? list.map(readIdentifier) : undefined
  } catch {
    // An answer that is no JSON is a failure of the whole batch.
    return undefined
  }
}

function readIdentifier(entry: unknown): string {
  const found = (entry as { readonly itemIdentifier?: unknown } | null)?.itemIdentifier
  return typeof found === 'string' ? found : ''
}
