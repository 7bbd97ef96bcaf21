import { showExchange, showNative } from './html-exchange.ts'
import { pageScript, pageStyle } from './html-page.ts'
import { html, type Markup } from './markup.ts'
import { toDuration, toHttps } from './plain-text.ts'
import {
  type CaseOutcome,
  type CaseReport,
  caseOutcomes,
  countOutcomes,
  groupsOf,
  type HarnessReport,
  outcomeTitles,
  type Report,
  rowsOf,
} from './report.ts'

const marks: Readonly<Record<CaseOutcome, string>> = { passed: '✓', otherwise: '○', expected: '△', failed: '✗' }

/**
 * A report as one page that loads nothing: the matrix, a filter by outcome, and each case that failed with the requests and
 * deliveries it sent, what came of them, and what was printed.
 */
export function toHtmlPage(report: Report): string {
  const { harnesses, startedAt, node, platform, seed, milliseconds } = report
  const order = seed === undefined ? '' : `, shuffled with seed ${seed}`
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>Conformance: ${harnesses.map(({ name }) => name).join(', ')}</title>
<style>${{ html: pageStyle }}</style>
</head>
<body>
<h1>Conformance</h1>
<p class="title">${startedAt}, ${toDuration(milliseconds)}, Node ${node} on ${platform}${order}</p>
${harnesses.map(summary)}
${filter(harnesses)}
${matrix(report)}
${harnesses.map(failures)}
<script>${{ html: pageScript }}</script>
</body>
</html>
`
  return page.html
}

function summary({ name, host, real, problems, cases, milliseconds }: HarnessReport): Markup {
  const counts = countOutcomes(cases)
  const ran = host === undefined ? 'did not start' : `${host}${real ? '' : ' (not the provider’s own code)'}`
  return html`<section><h2>${name}</h2>
<p>${ran}, ${toDuration(milliseconds)}: ${caseOutcomes.map((one) => html`<span class="${one}">${counts[one]} ${outcomeTitles[one]}</span> `)}</p>
${problems.map((problem) => html`<p class="reason">${problem}</p>`)}</section>
`
}

function filter(harnesses: readonly HarnessReport[]): Markup {
  const counts = countOutcomes(harnesses.flatMap(({ cases }) => cases))
  const boxes = caseOutcomes.map(
    (one) =>
      html`<label class="${one}"><input type="checkbox" name="outcome" value="${one}" checked=""> ${marks[one]} ${outcomeTitles[one]} (${counts[one]})</label>
`,
  )
  return html`<fieldset><legend>show</legend>${boxes}</fieldset>`
}

function matrix(report: Report): Markup {
  const rows = rowsOf(report)
  const names = report.harnesses.map(({ name }) => html`<th class="mark">${name}</th>`)
  const groups = groupsOf(rows.map(({ one }) => one)).map((group) => {
    const cells = rows.filter(({ one }) => one.group === group).map(({ one, on }) => caseRow(one, on))
    return html`<tbody><tr><th colspan="${names.length + 1}">${group}</th></tr>
${cells}</tbody>
`
  })
  return html`<div class="scroll"><table><thead><tr><th>case</th>${names}</tr></thead>
${groups}</table></div>`
}

function caseRow(one: CaseReport, on: readonly (CaseReport | undefined)[]): Markup {
  const outcomes = [...new Set(on.flatMap((each) => each?.outcome ?? []))].join(' ')
  const level = one.level === 'should' ? ' (should)' : ''
  return html`<tr data-outcomes="${outcomes}"><td><code>${one.id}</code>${level} ${why(one.why)}<p class="title">${one.title}</p></td>${on.map(cell)}</tr>
`
}

function why(address: string): Markup {
  const href = toHttps(address)
  return href === undefined ? html`${address}` : html`<a href="${href}" rel="noreferrer">why</a>`
}

function cell(one: CaseReport | undefined): Markup {
  if (one === undefined) return html`<td class="mark">–</td>`
  const { outcome, without, reason, expected } = one
  const more = outcome === 'otherwise' ? `without ${without.join(', ')}` : (expected ?? reason ?? '')
  return html`<td class="mark ${outcome}" title="${`${outcomeTitles[outcome]} ${more}`.trim()}">${marks[outcome]}</td>`
}

function failures({ name, cases }: HarnessReport): Markup {
  const failed = cases.filter(({ outcome }) => outcome === 'failed' || outcome === 'expected')
  if (failed.length === 0) return html``
  return html`<section><h2>${name}: what failed</h2>
${failed.map(failure)}</section>
`
}

function failure(one: CaseReport): Markup {
  const { id, title, outcome, reason = '', expected, exchanges = [], natives = [], logs = [] } = one
  return html`<details data-outcomes="${outcome}"><summary><code class="${outcome}">${marks[outcome]} ${id}</code> ${title}</summary>
<p class="reason">${reason}</p>${expected === undefined ? '' : html`<p>expected: ${expected}</p>`}<p>${why(one.why)}</p>
${exchanges.map(showExchange)}
${natives.map(showNative)}
${logs.length === 0 ? '' : html`<h4>printed by the runtime and the function</h4><pre>${logs.join('\n')}</pre>`}</details>
`
}
