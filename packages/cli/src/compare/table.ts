import type { Delivered } from '@rove/core/adapter'
import type { Answer, ComparedStep, Comparison } from './compare.ts'
import type { Stage } from './stage.ts'
import { isDelivery, titleOf } from './steps.ts'

/** The comparison for people: what runs, a row a step, the differences below, and the verdict as the last line. */
export function toTable({ stages, results }: Pick<Comparison, 'stages' | 'results'>): string {
  const names = Object.keys(stages)
  const rows = [
    ['', 'request or delivery', ...names],
    ...results.map((result) => [
      mark(result),
      titleOf(result.step),
      ...names.map((name) => cell(result.answers[name])),
    ]),
  ]
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)))
  const lines = rows.map((row) =>
    row
      .map((text, column) => text.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
  lines.splice(1, 0, widths.map((width) => '-'.repeat(width)).join('  '))
  const simulated = Object.entries(stages).filter(([, { host }]) => !host.real)
  return [
    ...Object.entries(stages).map(([name, stage]) => `${name}: ${describeStage(stage)}`),
    '',
    ...lines,
    ...differenceLines(results),
    '',
    ...simulated.map(([name, { host }]) => `NOT the real runtime: ${name} ran on ${host.name}.`),
    toVerdict({ stages, results }),
  ].join('\n')
}

/** `identical: N of N requests and N of N deliveries on 3 providers` */
export function toVerdict({ stages, results }: Pick<Comparison, 'stages' | 'results'>): string {
  const deliveries = results.filter(({ step }) => isDelivery(step))
  const requests = results.filter(({ step }) => !isDelivery(step))
  const counts = [count(requests, 'requests'), count(deliveries, 'deliveries')].filter(Boolean).join(' and ')
  return `identical: ${counts} on ${Object.keys(stages).length} providers`
}

function describeStage({ host, services }: Stage): string {
  return services === undefined ? host.name : `${host.name}; data in ${services.name}`
}

function count(results: readonly ComparedStep[], what: string): string {
  const identical = results.filter((result) => result.differences.length === 0).length
  return results.length === 0 ? '' : `${identical} of ${results.length} ${what}`
}

function mark(result: ComparedStep): string {
  return result.differences.length === 0 ? '=' : '≠'
}

function cell(answer: Answer | undefined): string {
  if (answer === undefined || answer instanceof Error) return 'failed'
  if ('status' in answer) return `${answer.status} ${answer.milliseconds.toFixed(0).padStart(4)} ms`
  return describeOutcomes(answer)
}

/** `2 done, 1 dead-lettered` */
function describeOutcomes(items: readonly Delivered[]): string {
  const kinds = ['done', 'dead-lettered', 'dropped'] as const
  const counts = kinds.map((kind) => [items.filter(({ outcome }) => outcome === kind).length, kind] as const)
  return counts
    .filter(([number]) => number > 0)
    .map(([number, kind]) => `${number} ${kind}`)
    .join(', ')
}

function differenceLines(results: readonly ComparedStep[]): string[] {
  return results
    .filter((result) => result.differences.length > 0)
    .flatMap((result) => [
      '',
      `≠ ${titleOf(result.step)}`,
      ...result.differences.map((difference) => `    ${difference.provider}: ${difference.what}`),
    ])
}
