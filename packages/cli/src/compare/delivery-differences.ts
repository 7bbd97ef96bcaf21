import type { Delivered } from '@rove/core/adapter'
import type { Difference } from './differences.ts'

/**
 * What differs between what became of the same items, with the first provider as the reference: the outcome of each,
 * and for what was done in the end, after how many attempts. How often a provider tries in vain is its own.
 */
export function differencesInOutcomes(answers: Readonly<Record<string, readonly Delivered[] | Error>>): Difference[] {
  const [reference, ...others] = Object.entries(answers)
  if (reference === undefined) return []
  const expected = describe(reference[1])
  const failed = reference[1] instanceof Error ? [{ provider: reference[0], what: reference[1].message }] : []
  return [
    ...failed,
    ...others.flatMap(([provider, answer]) => {
      if (answer instanceof Error) return [{ provider, what: answer.message }]
      return describe(answer).flatMap((actual, index) => {
        const other = expected[index] ?? '(none)'
        return actual === other
          ? []
          : [{ provider, what: `item ${index + 1}: ${actual}, where ${reference[0]} has ${other}` }]
      })
    }),
  ]
}

function describe(answer: readonly Delivered[] | Error): string[] {
  if (answer instanceof Error) return []
  return answer.map(({ outcome, attempts }) => (outcome === 'done' ? `done at attempt ${attempts}` : outcome))
}
