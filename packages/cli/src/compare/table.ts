import type { ComparedRequest, Comparison } from './compare.ts'
import type { Received } from './differences.ts'

/** The comparison for people: what runs, a row a request, the differences below, and the verdict as the last line. */
export function toTable({ hosts, results }: Pick<Comparison, 'hosts' | 'results'>): string {
  const names = Object.keys(hosts)
  const rows = [
    ['', 'request', ...names],
    ...results.map((result) => [mark(result), titleOf(result), ...names.map((name) => cell(result.answers[name]))]),
  ]
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)))
  const lines = rows.map((row) =>
    row
      .map((text, column) => text.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
  lines.splice(1, 0, widths.map((width) => '-'.repeat(width)).join('  '))
  const simulated = Object.entries(hosts).filter(([, host]) => !host.real)
  return [
    ...names.map((name) => `${name}: ${hosts[name]?.name ?? ''}`),
    '',
    ...lines,
    ...differenceLines(results),
    '',
    ...simulated.map(([name, host]) => `NOT the real runtime: ${name} ran on ${host.name}.`),
    toVerdict({ hosts, results }),
  ].join('\n')
}

/** `identical: N of N requests on 3 providers` */
export function toVerdict({ hosts, results }: Pick<Comparison, 'hosts' | 'results'>): string {
  const identical = results.filter((result) => result.differences.length === 0).length
  return `identical: ${identical} of ${results.length} requests on ${Object.keys(hosts).length} providers`
}

function mark(result: ComparedRequest): string {
  return result.differences.length === 0 ? '=' : '≠'
}

function titleOf({ request }: ComparedRequest): string {
  const target = request.target.length > 40 ? `${request.target.slice(0, 39)}…` : request.target
  return `${request.method} ${target} (${request.name})`
}

function cell(answer: Received | Error | undefined): string {
  if (answer === undefined || answer instanceof Error) return 'failed'
  return `${answer.status} ${answer.milliseconds.toFixed(0).padStart(4)} ms`
}

function differenceLines(results: readonly ComparedRequest[]): string[] {
  return results
    .filter((result) => result.differences.length > 0)
    .flatMap((result) => [
      '',
      `≠ ${titleOf(result)}`,
      ...result.differences.map((difference) => `    ${difference.provider}: ${difference.what}`),
    ])
}
