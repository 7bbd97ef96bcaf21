import { CloudEvent, HTTP } from 'cloudevents'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dataOf, decodePost, readFirst } from './events.ts'

const minimal = { specversion: '1.0', id: 'i', source: '/s', type: 't' }
const structured = { 'content-type': 'application/cloudevents+json' }

describe('against the SDK of CloudEvents', () => {
  const text = fc.string({ minLength: 1, unit: 'grapheme' }).filter((one) => one.trim() === one)
  const anyEvent = fc.record({
    id: text,
    type: text,
    source: fc.webUrl(),
    subject: text,
    time: fc
      .date({ noInvalidDate: true, min: new Date(0), max: new Date('2100-01-01') })
      .map((date) => date.toISOString()),
    data: fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null))),
    myext: text,
  })

  it('reads what it writes, in both modes', async () => {
    await fc.assert(
      fc.asyncProperty(anyEvent, fc.boolean(), async (fields, isBinary) => {
        const event = new CloudEvent({ ...fields, datacontenttype: 'application/json' })
        const { headers, body } = isBinary ? HTTP.binary(event) : HTTP.structured(event)
        const sent = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), encode(name, String(value))])
        const received = await readFirst({ headers: Object.fromEntries(sent), body: body as string })
        const { id, type, source, subject, time, myext, data } = fields
        expect(received).toMatchObject({ id, type, source, subject, time, extensions: { myext } })
        expect(dataOf(received)).toEqual(data)
      }),
    )
  })

  // The SDK leaves the encoding of header values to its user.
  function encode(name: string, value: string): string {
    return name.startsWith('ce-') ? encodeURIComponent(value) : value
  }

  it('refuses no less than it', async () => {
    const broken = fc.constantFrom<object>(
      { id: '' },
      { type: '' },
      { source: '' },
      { time: 'x' },
      { Ext: 'a' },
      { 'e-x': 'a' },
    )
    await fc.assert(
      fc.asyncProperty(broken, async (parts) => {
        const body = { ...minimal, ...parts }
        const sdk = (): unknown => HTTP.toEvent({ headers: structured, body: JSON.stringify(body) })
        // It checks when it is asked to.
        const refuses = ((): boolean => {
          try {
            return !(sdk() as CloudEvent).validate()
          } catch {
            return true
          }
        })()
        const ours = await decodePost({ headers: structured, body }).then(
          () => false,
          () => true,
        )
        return ours || !refuses
      }),
    )
  })
})
