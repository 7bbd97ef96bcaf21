import { deadLetter, done, type Outcome, retry } from '@rove/core'
import { seal } from '@rove/core/adapter'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { adaptEvents, functionOf, type Seen } from './events.fixture.ts'
import { invoke, type Rpc } from './library.ts'

type Made = 'done' | 'nothing' | 'retry' | 'dead-letter' | 'throw' | 'throw-nothing'

function act(made: Made): Outcome | undefined {
  if (made === 'throw') throw new Error('boom')
  if (made === 'throw-nothing') throw undefined
  if (made === 'nothing') return undefined
  return made === 'done' ? done() : made === 'retry' ? retry({ after: 10 }) : deadLetter('never')
}

const outcomes = fc.array(fc.constantFrom<Made>('done', 'nothing', 'retry', 'dead-letter', 'throw', 'throw-nothing'), {
  minLength: 1,
  maxLength: 12,
})
const failed = (made: Made): boolean => made !== 'done' && made !== 'nothing'
const indexes = (vector: readonly Made[]): string[] => vector.map((_, index) => `i${index}`)

interface Batch {
  readonly name: string
  invocation(ids: readonly string[]): { data: Rpc; metadata?: Record<string, Rpc> }
  idOf(event: Seen): string
}

const json = (value: unknown): Rpc => ({ json: JSON.stringify(value) })
const batches: Batch[] = [
  {
    name: 'ship',
    invocation: (ids) => ({
      data: { collectionBytes: { bytes: ids.map((id) => Buffer.from(id)) } },
      metadata: {
        MessageIdArray: { collectionString: { string: ids } },
        SessionIdArray: { collectionString: { string: ids } },
      },
    }),
    idOf: ({ id }) => id,
  },
  {
    name: 'notify',
    invocation: (ids) => ({ data: json(ids.map((id) => ({ specversion: '1.0', id, source: '/s', type: 't' }))) }),
    idOf: ({ id }) => id,
  },
  {
    name: 'audit',
    invocation: (ids) => ({ data: json(ids.map((id) => ({ id, _etag: id }))) }),
    idOf: ({ key }) => key,
  },
]

it.each(batches)(
  'fails $name whenever anything of a batch was not handled, and only then',
  async ({ name, invocation, idOf }) => {
    const shop = adaptEvents({ ordered: true })
    await fc.assert(
      fc.asyncProperty(outcomes, async (vector) => {
        const ids = indexes(vector)
        shop.seen.length = 0
        shop.behave = (event) => act(vector[ids.indexOf(idOf(event))] ?? 'throw')
        const result = await invoke(functionOf(shop, name), invocation(ids)).then(
          () => 'handled',
          (error: unknown) => error,
        )
        if (vector.some(failed)) {
          expect(result).toBeInstanceOf(Error)
          expect(String(result)).toContain(`${vector.filter(failed).length} of ${vector.length}`)
        } else expect(result).toBe('handled')
        // Groups are of one item each: nobody waits for another, and a failure ends nothing else.
        expect(shop.seen.map(idOf).sort()).toEqual([...ids].sort())
      }),
      { numRuns: 60 },
    )
  },
)

it.each(['ship', 'notify', 'nightly', 'scan', 'audit'])(
  'takes whatever JSON %s may get, or refuses it, and changes nothing',
  async (name) => {
    const shop = adaptEvents()
    const metadata = fc.dictionary(fc.string({ minLength: 1 }), fc.jsonValue().map(json))
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), metadata, async (input, found) => {
        shop.seen.length = 0
        const result = await invoke(functionOf(shop, name), { data: json(input), metadata: found }).then(
          () => undefined,
          (error: unknown) => error,
        )
        // A frozen input that is written to throws a TypeError of the engine.
        expect(String(result)).not.toMatch(/read only|not extensible|Cannot (assign|delete|add)/)
        if (result !== undefined) expect(result).toBeInstanceOf(Error)
        else expect(shop.seen.length).toBeGreaterThan(Array.isArray(input) && name === 'audit' ? -1 : 0)
        for (const event of shop.seen) expect(event.id).not.toBe('')
      }),
      { numRuns: 150 },
    )
  },
)

it('keeps what was sealed, whether the library parses it or not', async () => {
  const shop = adaptEvents()
  const digits = fc.bigInt({ min: 0n, max: 10n ** 30n }).map(String)
  const data = fc.record({ digits, text: fc.string({ unit: 'grapheme' }), deep: fc.jsonValue() })
  await fc.assert(
    fc.asyncProperty(data, fc.dictionary(fc.string(), fc.string()), fc.boolean(), async (value, attributes, parsed) => {
      shop.seen.length = 0
      const envelope = { id: 'e', time: '2026-01-01T00:00:00Z', type: undefined, subject: undefined }
      const sealed = seal({ ...envelope, data: value, attributes, traceparent: undefined, tracestate: undefined })
      await invoke(functionOf(shop, 'ship'), { data: parsed ? { string: sealed } : { bytes: Buffer.from(sealed) } })
      expect(shop.seen[0]?.body).toEqual(JSON.parse(JSON.stringify(value)))
      expect(shop.seen[0]?.attributes).toEqual({ ...attributes })
    }),
    { numRuns: 100 },
  )
})
