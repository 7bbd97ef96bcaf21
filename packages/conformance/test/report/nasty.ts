import type { CaseReport, HarnessReport, Report } from '../../src/report/report.ts'

/** What tries to end a text, an attribute, a cell, a line, a script, and to steer a terminal. */
export const nasty: string =
  '</script><script>alert(1)</script> "quoted\' ]]> --> & &amp; | a\\|b `code` [x](javascript:alert(1)) \u001b[31m\u0000\u0007 \ud800 \ufffe\r\nnext\tline'

const base: CaseReport = {
  id: 'http.one',
  group: 'http',
  title: nasty,
  why: 'https://example.com/a(b)|c"><script>',
  level: 'must',
  outcome: 'passed',
  without: [],
  milliseconds: 12,
}

const failed: CaseReport = {
  ...base,
  id: 'http.failed',
  outcome: 'failed',
  reason: nasty,
  exchanges: [
    {
      kind: 'request',
      method: 'POST',
      target: `/?${nasty}`,
      headers: [['x-nasty', nasty]],
      body: { size: 9000, text: nasty, encoding: 'utf8', cut: true },
      status: 500,
      answerHeaders: [['content-type', 'text/html']],
      answer: { size: 3, text: 'AAEC', encoding: 'base64', cut: false },
    },
    {
      kind: 'delivery',
      trigger: 'message',
      to: 'jobs',
      items: { size: 2, text: '[]', encoding: 'utf8', cut: false },
      error: nasty,
    },
  ],
  natives: [
    { event: { size: 2, text: nasty, encoding: 'utf8', cut: false }, error: nasty },
    {
      event: { size: 2, text: '{}', encoding: 'utf8', cut: false },
      result: { size: 2, text: nasty, encoding: 'utf8', cut: false },
    },
  ],
  logs: [nasty],
}

/** One harness with a case of each outcome. */
export const nastyHarness: HarnessReport = {
  name: nasty,
  provider: 'Plain',
  host: nasty,
  real: false,
  problems: [nasty],
  cases: [
    base,
    { ...base, id: 'messages.otherwise', group: 'messages', outcome: 'otherwise', without: ['delivery.trace'] },
    { ...base, id: 'http.expected', level: 'should', outcome: 'expected', reason: nasty, expected: nasty },
    failed,
  ],
  milliseconds: 61_500,
}

/** Two harnesses, of which the second did not run one of the cases. */
export const nastyReport: Report = {
  format: 1,
  startedAt: '2026-11-21T16:00:00.000Z',
  milliseconds: 61_500,
  node: 'v22.0.0',
  platform: 'linux x64',
  seed: 7,
  harnesses: [nastyHarness, { ...nastyHarness, name: 'second', problems: [], cases: nastyHarness.cases.slice(0, 3) }],
}
