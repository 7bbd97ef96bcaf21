import { toVisible } from './plain-text.ts'
import type { CaseReport, HarnessReport, Report } from './report.ts'

/**
 * A report as JUnit's XML, in the form that CI services read (https://github.com/testmoapp/junitxml): a suite a harness, a test
 * a case. An expected failure is a skipped test with its reason; what is wrong beside the cases is an error of its own.
 */
export function toJunit({ harnesses, startedAt, milliseconds }: Report): string {
  const all = harnesses.flatMap(({ cases }) => cases)
  const errors = harnesses.reduce((sum, { problems }) => sum + problems.length, 0)
  const head = attributes({ name: 'rove-conformance', ...counts(all, errors), time: seconds(milliseconds) })
  const suites = harnesses.map((harness) => suite(harness, startedAt))
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites${head}>\n${suites.join('')}</testsuites>\n`
}

function suite({ name, host, real, problems, cases, milliseconds }: HarnessReport, timestamp: string): string {
  const head = attributes({ name, ...counts(cases, problems.length), time: seconds(milliseconds), timestamp })
  const properties = [property('host', host ?? 'did not start'), property('real', String(real))].join('')
  const tests = [
    ...problems.map((problem, index) => problemTest(name, problem, index)),
    ...cases.map((one) => test(name, one)),
  ]
  return `  <testsuite${head}>\n    <properties>${properties}</properties>\n${tests.join('')}  </testsuite>\n`
}

function property(name: string, value: string): string {
  return `<property${attributes({ name, value })}/>`
}

function problemTest(harness: string, problem: string, index: number): string {
  const head = attributes({ classname: harness, name: `beside the cases ${index + 1}`, time: '0' })
  return `    <testcase${head}><error${attributes({ message: problem })}/></testcase>\n`
}

function test(harness: string, one: CaseReport): string {
  const { id, group, title, milliseconds } = one
  const head = attributes({ classname: `${harness}.${group}`, name: `${id}: ${title}`, time: seconds(milliseconds) })
  const inner = content(one)
  return inner === '' ? `    <testcase${head}/>\n` : `    <testcase${head}>${inner}</testcase>\n`
}

function content({ outcome, reason = '', expected = '', without, level, why, exchanges, logs }: CaseReport): string {
  if (outcome === 'expected') return `<skipped${attributes({ message: `expected failure: ${expected}` })}/>`
  if (outcome === 'otherwise')
    return `<system-out>${escaped(`kept otherwise, without ${without.join(', ')}`)}</system-out>`
  if (outcome === 'passed') return ''
  const shown = [why, ...(exchanges ?? []).map((one) => JSON.stringify(one)), ...(logs ?? [])].join('\n')
  return `<failure${attributes({ message: reason, type: level })}>${escaped(shown)}</failure>`
}

function counts(cases: readonly CaseReport[], errors: number): Record<string, string> {
  const of = (outcome: CaseReport['outcome']): number => cases.filter((one) => one.outcome === outcome).length
  return {
    tests: String(cases.length + errors),
    failures: String(of('failed')),
    errors: String(errors),
    skipped: String(of('expected')),
  }
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3)
}

function attributes(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escaped(value).replace(/[\t\n\r]/g, (one) => `&#${one.charCodeAt(0)};`)}"`)
    .join('')
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

function escaped(text: string): string {
  return toVisible(text).replace(/[&<>"]/g, (one) => entities[one] ?? one)
}
