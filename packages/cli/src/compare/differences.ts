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

/** What differs between the answers, with the first provider as the reference. Header order does not count. */
export function differences(answers: Readonly<Record<string, Received | Error>>): Difference[] {
  const [reference, ...others] = Object.entries(answers)
  if (reference === undefined) return []
  const expected = describe(reference[1])
  const failed = reference[1] instanceof Error ? [{ provider: reference[0], what: reference[1].message }] : []
  return [
    ...failed,
    ...others.flatMap(([provider, answer]) => {
      if (answer instanceof Error) return [{ provider, what: answer.message }]
      const actual = describe(answer)
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

function describe(answer: Received | Error): Map<string, string> {
  if (answer instanceof Error) return new Map()
  const facts = new Map([['status', String(answer.status)]])
  for (const [name, value] of answer.headers) {
    if (transport.test(name)) continue
    const known = facts.get(name)
    facts.set(name, known === undefined ? value : [...known.split('\n'), value].sort().join('\n'))
  }
  facts.set('body', describeBody(answer.body))
  return facts
}

function describeBody(body: Uint8Array): string {
  const hash = createHash('sha256').update(body).digest('hex').slice(0, 12)
  const text = Buffer.from(body).toString('utf8')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a body with control characters is not text
  const start = /[\0-\x08\ufffd]/.test(text) ? '' : ` ${JSON.stringify(text.slice(0, 120))}`
  return `${body.byteLength} bytes (sha256 ${hash})${start}`
}
