import { createHash } from 'node:crypto'

/** One provider's answer to one request, read to its end. */
export interface Received {
  readonly status: number
  readonly headers: ReadonlyArray<readonly [name: string, value: string]>
  readonly body: Uint8Array
  /** From the first byte sent to the last received, milliseconds. */
  readonly milliseconds: number
}

/** What one provider does otherwise than the others, a sentence each. */
export interface Difference {
  readonly provider: string
  readonly what: string
}

// They speak of the connection, the machine or the moment, or the provider's front end writes them by itself.
const transport =
  /^(date|server|connection|keep-alive|transfer-encoding|content-length|via|age|x-powered-by|request-context|x-cloud-trace-context|function-execution-id|traceparent|alt-svc|x-amzn-.*|x-amz-.*|x-ms-.*)$/

/** What differs between the answers to one request, with the first provider as the reference. Header order does not count. */
export function differences(answers: Readonly<Record<string, Received | Error>>, method: string): Difference[] {
  const [reference, ...others] = Object.entries(answers)
  if (reference === undefined) return []
  const expected = describe(reference[1], method)
  const failed = reference[1] instanceof Error ? [{ provider: reference[0], what: reference[1].message }] : []
  return [
    ...failed,
    ...others.flatMap(([provider, answer]) => {
      if (answer instanceof Error) return [{ provider, what: answer.message }]
      const actual = describe(answer, method)
      const keys = [...new Set([...expected.keys(), ...actual.keys()])]
      return keys
        .filter((key) => expected.get(key) !== actual.get(key))
        .map((key) => ({
          provider,
          what: `${key}: ${actual.get(key) ?? '(none)'}, where ${reference[0]} has ${expected.get(key) ?? '(none)'}`,
        }))
    }),
  ]
}

function describe(answer: Received | Error, method: string): Map<string, string> {
  if (answer instanceof Error) return new Map()
  const facts = new Map([['status', String(answer.status)]])
  for (const [name, value] of answer.headers) {
    if (transport.test(name)) continue
    // Some front ends name a type for a body that is not there; it says nothing.
    if (name === 'content-type' && answer.body.byteLength === 0 && method !== 'HEAD') continue
    const shown = name === 'set-cookie' ? sortAttributes(value) : value
    const known = facts.get(name)
    facts.set(name, known === undefined ? shown : [...known.split('\n'), shown].sort().join('\n'))
  }
  facts.set('body', describeBody(answer.body))
  return facts
}

/** A cookie with its attributes in one order and case; neither means anything (RFC 6265, 5.2). */
function sortAttributes(cookie: string): string {
  const [pair = '', ...attributes] = cookie.split(/;\s*/)
  return [
    pair,
    ...attributes.map((attribute) => attribute.replace(/^[^=]+/, (name) => name.toLowerCase())).sort(),
  ].join('; ')
}

function describeBody(body: Uint8Array): string {
  const hash = createHash('sha256').update(body).digest('hex').slice(0, 12)
  const text = Buffer.from(body).toString('utf8')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a body with control characters is not text
  const start = /[\0-\x08\ufffd]/.test(text) ? '' : ` ${JSON.stringify(text.slice(0, 120))}`
  return `${body.byteLength} bytes (sha256 ${hash})${start}`
}
