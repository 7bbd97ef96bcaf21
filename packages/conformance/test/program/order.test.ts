import { capabilities } from '@rove/local'
import { start } from '@rove/local/host'
import { target } from '@rove/local/target'
import { expect, it } from 'vitest'
import { builtHarness } from '../../src/built.ts'
import { cases } from '../../src/cases/index.ts'
import { runAll } from '../../src/program/run-all.ts'
import { shuffled } from '../../src/program/shuffle.ts'
import type { Report } from '../../src/report/report.ts'

const harness = builtHarness({ name: 'local', scheme: 'http', capabilities, target, start })

/** What became of each case, by id. */
function outcomesOf({ harnesses }: Report): Record<string, string> {
  const [first] = harnesses
  expect(first?.problems).toEqual([])
  const pairs = (first?.cases ?? []).map(
    ({ id, outcome, reason }) => [id, `${outcome} ${reason ?? ''}`.trim()] as const,
  )
  return Object.fromEntries([...pairs].sort(([a], [b]) => (a < b ? -1 : 1)))
}

it('shuffles the same way for the same seed, and keeps every case', () => {
  const ids = (seed: number): string[] => shuffled(cases, seed).map(({ id }) => id)
  expect(ids(1)).toEqual(ids(1))
  expect(ids(1)).not.toEqual(ids(2))
  expect(ids(1).sort()).toEqual(cases.map(({ id }) => id).sort())
})

it('any order, and a case alone, give the same results', { timeout: 400_000 }, async () => {
  const runs: Record<string, string>[] = []
  for (const seed of [1, 20_261_121, 4_294_967_295]) {
    const report = await runAll({ harnesses: [harness], cases, seed })
    expect(report.harnesses[0]?.cases.map(({ id }) => id)).toEqual(shuffled(cases, seed).map(({ id }) => id))
    runs.push(outcomesOf(report))
  }
  expect(runs[1]).toEqual(runs[0])
  expect(runs[2]).toEqual(runs[0])
  expect(Object.keys(runs[0] ?? {})).toHaveLength(cases.length)
  for (const one of shuffled(cases, 7).slice(0, 12)) {
    const alone = await runAll({ harnesses: [harness], cases: [one] })
    expect(outcomesOf(alone)[one.id]).toBe(runs[0]?.[one.id])
  }
})
