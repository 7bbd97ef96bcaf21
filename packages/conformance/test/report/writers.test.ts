import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { describe, expect, it } from 'vitest'
import { toHtmlPage } from '../../src/report/html.ts'
import { toJson } from '../../src/report/json.ts'
import { toJunit } from '../../src/report/junit.ts'
import { toMarkdown } from '../../src/report/markdown.ts'
import { toTable } from '../../src/report/table.ts'
import { nasty, nastyReport } from './nasty.ts'

// What a text is once it went through XML or HTML: without what neither can hold.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
const held = nasty.replaceAll(/[\u0000\u0007\u001b\ud800\ufffe]/g, '\ufffd')

interface Suite {
  readonly name: string
  readonly tests: string
  readonly failures: string
  readonly errors: string
  readonly skipped: string
  readonly testcase: readonly {
    readonly name: string
    readonly failure?: { readonly message: string; readonly '#text': string }
    readonly skipped?: { readonly message: string }
    readonly error?: { readonly message: string }
  }[]
}

describe('JUnit', () => {
  const xml = toJunit(nastyReport)
  const options = { ignoreAttributes: false, attributeNamePrefix: '', trimValues: false, htmlEntities: true }
  const parsed = new XMLParser({ ...options, isArray: (name) => name === 'testcase' }).parse(xml) as {
    readonly testsuites: { readonly testsuite: readonly Suite[] }
  }
  const [first, second] = parsed.testsuites.testsuite

  it('is XML, with characters that XML can hold', () => {
    expect(XMLValidator.validate(xml)).toBe(true)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these must not be there
    expect(xml).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/u)
  })

  it('counts', () => {
    expect(first).toMatchObject({ tests: '5', failures: '1', errors: '1', skipped: '1' })
    expect(second).toMatchObject({ name: 'second', tests: '3', failures: '0', errors: '0', skipped: '1' })
    expect(first?.testcase).toHaveLength(5)
  })

  it('keeps every text as it was', () => {
    const failure = first?.testcase.find(({ name }) => name.startsWith('http.failed'))?.failure
    expect(failure?.message).toBe(held)
    expect(failure?.['#text']).toContain('"method":"POST"')
    expect(first?.testcase.find(({ skipped }) => skipped)?.skipped?.message).toBe(`expected failure: ${held}`)
    expect(first?.testcase[0]?.error?.message).toBe(held)
  })
})

describe('HTML', () => {
  const page = toHtmlPage(nastyReport)
  // The page is written so that it is XML but for what HTML closes by itself.
  const xml = page.replace(/<!doctype html>/, '').replace(/<(meta|input)([^>]*)>/g, '<$1$2/>')

  it('is closed properly, whatever the texts say', () => {
    expect(XMLValidator.validate(xml)).toBe(true)
    expect(page.match(/<script/g)).toHaveLength(1)
    expect(page.match(/<\/script/g)).toHaveLength(1)
    expect(page).not.toMatch(/(href|src)="(?!https:\/\/example\.com\/a)/)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these must not be there
    expect(page).not.toMatch(/[\u0000\u0007\u001b]|\p{Surrogate}/u)
  })

  it('loads nothing, and fits a narrow screen', () => {
    expect(page).not.toMatch(/<(link|img|iframe|object|embed)\b|\ssrc=|@import|url\(/)
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'"`)
    expect(page).toContain('<meta name="viewport" content="width=device-width, initial-scale=1">')
    expect(page).toContain('class="scroll"')
  })

  it('has the matrix, the filter, and what was sent and received', () => {
    const rows = [...page.matchAll(/<tr data-outcomes="([a-z ]+)"><td><code>([^<]+)/g)].map(([, ...parts]) => parts)
    expect(rows).toEqual([
      ['passed', 'http.one'],
      ['expected', 'http.expected'],
      ['failed', 'http.failed'],
      ['otherwise', 'messages.otherwise'],
    ])
    expect([...page.matchAll(/name="outcome" value="([a-z]+)"/g)].map(([, value]) => value)).toEqual([
      ...['passed', 'otherwise', 'expected', 'failed'],
    ])
    const texts = new XMLParser({ ignoreAttributes: false, trimValues: false, htmlEntities: true, preserveOrder: true })
    const all = JSON.stringify(texts.parse(xml))
    expect(all).toContain(JSON.stringify(`POST /?${held}\nx-nasty: ${held}`.replaceAll('\r\n', '\n')).slice(1, -1))
    expect(page).toContain('9000 bytes, the beginning')
    expect(page).toContain('3 bytes, as base64')
    expect(page).toContain('printed by the runtime')
  })
})

describe('Markdown', () => {
  const text = toMarkdown(nastyReport)

  it('keeps the shape of its tables, and makes neither HTML nor links of texts', () => {
    for (const block of text.split('\n\n').filter((one) => one.startsWith('|'))) {
      const columns = block.split('\n').map((line) => line.match(/(?<!\\)(\\\\)*\|/g)?.length)
      expect(new Set(columns).size, block).toBe(1)
    }
    expect(text).not.toMatch(/<script|[^\\]\]\(javascript/)
    expect(text).toContain('(https://example.com/a%28b%29%7cc%22%3E%3Cscript%3E)')
  })

  it('has the counts, and why cases failed', () => {
    expect(text).toMatch(/\| http \| 1 ✓ 1 △ 1 ✗ \| 1 ✓ 1 △ \|/)
    expect(text).toMatch(/- `http\.failed`: &lt;\/script/)
  })
})

describe('JSON and the table', () => {
  it('JSON is the report', () => {
    expect(JSON.parse(toJson(nastyReport))).toEqual(nastyReport)
  })

  it('the table has a line a group and a reason a failure, and cannot steer a terminal', () => {
    const table = toTable(nastyReport)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these must not be there
    expect(table).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/)
    expect(table).toMatch(/✗ {2}http +1 +· +1 +1\n/)
    expect(table).toMatch(/✓ {2}messages +· +1 +· +·\n/)
    expect(table).toMatch(/\n {4}✗ http\.failed: <\/script>/)
    expect(table).toContain('delivery.trace (1 case)')
    expect(table).toContain('second: 2 of 2 musts and 0 of 1 shoulds hold')
  })
})
