import { toDuration, toHttps, toLine } from './plain-text.ts'
import {
  type CaseOutcome,
  type CaseReport,
  countOutcomes,
  groupsOf,
  type HarnessReport,
  type Report,
  rowsOf,
} from './report.ts'

const marks: Readonly<Record<CaseOutcome, string>> = { passed: '✓', otherwise: '○', expected: '△', failed: '✗' }

/** A report as Markdown (GitHub's): counts by group, the cases that do not simply pass side by side, and why. */
export function toMarkdown(report: Report): string {
  const { harnesses, startedAt, node, platform, seed } = report
  const order = seed === undefined ? '' : `, shuffled with seed ${seed}`
  const parts = [
    '# Conformance',
    `${startedAt.slice(0, 10)}, Node ${node} on ${platform}${order}. ✓ passed, ○ kept otherwise (the provider does not keep what the case needs), △ expected failure, ✗ failed.`,
    table(['', 'runs on', 'time'], harnesses.map(runsOn)),
    '## By group',
    groupTable(harnesses),
    ...differing(report),
    ...harnesses.flatMap(reasons),
  ]
  return `${parts.join('\n\n')}\n`
}

function runsOn({ name, host, real, milliseconds }: HarnessReport): string[] {
  const what = host === undefined ? 'did not start' : `${host}${real ? '' : ' (not the provider’s own code)'}`
  return [escaped(name), escaped(what), toDuration(milliseconds)]
}

function groupTable(harnesses: readonly HarnessReport[]): string {
  const groups = groupsOf(harnesses.flatMap(({ cases }) => cases))
  const rows = [...groups, undefined].map((group) => [
    group ?? '**all**',
    ...harnesses.map(({ cases }) => score(cases.filter((one) => group === undefined || one.group === group))),
  ])
  return table(['', ...harnesses.map(({ name }) => escaped(name))], rows)
}

/** `12 ✓ 3 ○` */
function score(cases: readonly CaseReport[]): string {
  const counts = countOutcomes(cases)
  const shown = (Object.keys(marks) as CaseOutcome[]).filter((outcome) => counts[outcome] > 0)
  return shown.map((outcome) => `${counts[outcome]} ${marks[outcome]}`).join(' ') || '–'
}

function differing(report: Report): string[] {
  const rows = rowsOf(report).filter(({ on }) => on.some((one) => one?.outcome !== 'passed'))
  if (rows.length === 0) return []
  const names = report.harnesses.map(({ name }) => escaped(name))
  const cells = rows.map(({ one, on }) => [
    `\`${one.id}\`${one.level === 'should' ? ' (should)' : ''}`,
    `${escaped(one.title)}${link(one.why)}`,
    ...on.map((each) => (each === undefined ? '–' : marks[each.outcome])),
  ])
  return ['## Cases that do not simply pass everywhere', table(['case', '', ...names], cells)]
}

function reasons({ name, problems, cases }: HarnessReport): string[] {
  const failed = cases.filter(({ outcome }) => outcome === 'failed').map(({ id, reason = '' }) => item(id, reason))
  const expected = cases
    .filter(({ outcome }) => outcome === 'expected')
    .map((one) => item(one.id, `expected: ${one.expected ?? ''}`))
  const lines = [...problems.map((problem) => `- ${escaped(problem)}`), ...failed, ...expected]
  return lines.length === 0 ? [] : [`## ${escaped(name)}`, lines.join('\n')]
}

function item(id: string, text: string): string {
  return `- \`${id}\`: ${escaped(text)}`
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

// Every mark of Markdown and of HTML, and what ends a cell.
function escaped(text: string): string {
  return toLine(text).replace(/[\\`*_{}[\]<>()#+!|~&@]/g, (one) =>
    one === '<' ? '&lt;' : one === '&' ? '&amp;' : `\\${one}`,
  )
}

function link(address: string): string {
  const href = toHttps(address)
  return href === undefined ? '' : ` ([why](${href.replace(/[()|]/g, (one) => `%${one.charCodeAt(0).toString(16)}`)}))`
}
