import { toDuration, toLine } from './plain-text.ts'
import {
  type CaseReport,
  caseOutcomes,
  countOutcomes,
  groupsOf,
  type HarnessReport,
  outcomeTitles,
  type Report,
} from './report.ts'

/** A report for a terminal: for each harness a row a group, and below it why cases failed, or were kept otherwise. */
export function toTable(report: Report): string {
  const seed = report.seed === undefined ? '' : `shuffled with seed ${report.seed}\n\n`
  return seed + report.harnesses.map(harnessTable).join('\n\n')
}

function harnessTable(harness: HarnessReport): string {
  const { name, host, real, problems, cases, milliseconds } = harness
  const ran = host === undefined ? 'did not start' : `on ${host}${real ? '' : ' (not the provider’s own code)'}`
  const rows = [
    ['', 'group', ...caseOutcomes.map((outcome) => outcomeTitles[outcome])],
    ...groupsOf(cases).map((group) =>
      row(
        group,
        cases.filter((one) => one.group === group),
      ),
    ),
    row('all', cases),
  ]
  return [
    `${toLine(name)}: ${toLine(ran)}, ${toDuration(milliseconds)}`,
    '',
    ...align(rows),
    ...section('wrong beside the cases', problems.map(toLine)),
    ...section('failed', cases.filter(({ outcome }) => outcome === 'failed').map(failedLine)),
    ...section('expected failures', cases.filter(({ outcome }) => outcome === 'expected').map(expectedLine)),
    ...section('kept otherwise, because the provider does not keep', otherwiseLines(cases)),
    '',
    verdict(harness),
  ].join('\n')
}

function row(title: string, cases: readonly CaseReport[]): string[] {
  const counts = countOutcomes(cases)
  return [
    counts.failed > 0 ? '✗' : '✓',
    title,
    ...caseOutcomes.map((outcome) => (counts[outcome] === 0 ? '·' : String(counts[outcome]))),
  ]
}

function align(rows: readonly string[][]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((cells) => (cells[column] ?? '').length)))
  return rows.map((cells) => {
    const aligned = cells.map((text, column) => pad(text, widths[column] ?? 0, column > 1))
    return `  ${aligned.join('  ').trimEnd()}`
  })
}

function pad(text: string, width: number, isNumber: boolean): string {
  return isNumber ? text.padStart(width) : text.padEnd(width)
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', `  ${title}:`, ...lines.map((line) => `    ${line}`)]
}

function failedLine({ id, level, reason = '' }: CaseReport): string {
  return `✗ ${id}${level === 'should' ? ' (should)' : ''}: ${toLine(reason)}`
}

function expectedLine({ id, expected = '' }: CaseReport): string {
  return `${id}: ${toLine(expected)}`
}

function otherwiseLines(cases: readonly CaseReport[]): string[] {
  const counts = new Map<string, number>()
  for (const { outcome, without } of cases) {
    if (outcome !== 'otherwise') continue
    for (const promise of without) counts.set(promise, (counts.get(promise) ?? 0) + 1)
  }
  return [...counts].map(([promise, count]) => `${promise} (${count} ${count === 1 ? 'case' : 'cases'})`)
}

/** `aws function URL: 240 of 241 musts and 11 of 11 shoulds hold` */
function verdict({ name, cases, problems }: HarnessReport): string {
  const part = (level: CaseReport['level']): string => {
    const of = cases.filter((one) => one.level === level)
    const held = of.filter(({ outcome }) => outcome === 'passed' || outcome === 'otherwise')
    return `${held.length} of ${of.length} ${level}s`
  }
  const wrong = problems.length === 0 ? '' : `; ${problems.length} wrong beside them`
  return `${toLine(name)}: ${part('must')} and ${part('should')} hold${wrong}`
}
