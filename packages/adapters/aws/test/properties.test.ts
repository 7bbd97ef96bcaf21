import { bytes } from '@rove/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bufferedCodecs } from '../src/codecs/index.ts'
import { answerWith, see } from './echo.ts'
import * as events from './events.ts'

const anything = fc.oneof(fc.anything(), fc.constantFrom(null, undefined, '', [], {}))
const texts = fc.oneof(fc.string(), fc.string({ unit: 'binary' }))
const maps = fc.oneof(fc.constant(null), fc.dictionary(texts, fc.oneof(texts, fc.array(texts), fc.constant(null))))
const values = fc.stringMatching(/^[!-~]([ -~]*[!-~])?$/)
const names = fc.stringMatching(/^x-[a-z0-9-]{1,12}$/)

describe('matches', () => {
  it('never throws, and no two codecs claim the same event', () => {
    const fields = ['httpMethod', 'path', 'rawPath', 'raw_path', 'method', 'version', 'type', 'Records', 'headers']
    const context = fc.oneof(
      anything,
      fc.dictionary(fc.constantFrom('elb', 'http', 'serviceArn', 'eventType'), anything),
    )
    const event = fc
      .tuple(fc.dictionary(fc.constantFrom(...fields), anything), context)
      .map(([rest, requestContext]) => ({ ...rest, requestContext }))
    fc.assert(
      fc.property(fc.oneof(anything, event), (candidate) => {
        expect(bufferedCodecs.filter((codec) => codec.matches(candidate)).length).toBeLessThan(2)
      }),
      { numRuns: 2000 },
    )
  })

  it.each(Object.entries(events.everyShape))('claims %s once', (name, event) => {
    const claimed = bufferedCodecs.filter((codec) => codec.matches(event())).map((codec) => codec.name)
    expect(claimed).toEqual([name.split(' ')[0]])
  })
})

describe('decode never throws on a matching shape', () => {
  const shapes: Record<string, (maps: [unknown, unknown, unknown, unknown], path: string) => unknown> = {
    'http-v2': ([headers], rawPath) => events.httpV2Event({ headers, rawPath, rawQueryString: rawPath }),
    'rest-v1': ([headers, multiValueHeaders, single, multi], path) =>
      events.restV1Event({
        path,
        headers,
        multiValueHeaders,
        queryStringParameters: single,
        multiValueQueryStringParameters: multi,
      }),
    alb: ([headers, multiValueHeaders, single, multi], path) =>
      events.albEvent({
        path,
        headers,
        multiValueHeaders,
        queryStringParameters: single,
        multiValueQueryStringParameters: multi,
      }),
    'lattice-v1': ([headers, , single], path) =>
      events.latticeV1Event({ raw_path: path, headers, query_string_parameters: single }),
    'lattice-v2': ([headers, , single], path) =>
      events.latticeV2Event({ path, headers, queryStringParameters: single }),
    edge: (_, uri) => events.edgeEvent({ uri, querystring: uri }),
  }

  it.each(Object.entries(shapes))('%s', (name, build) => {
    const codec = bufferedCodecs.find((one) => one.name === name)
    fc.assert(
      fc.property(fc.tuple(maps, maps, maps, maps), texts, (given, path) => {
        const decoded = codec?.decode(build(given, path))
        expect(decoded?.path.startsWith('/')).toBe(true)
        expect(typeof decoded?.query).toBe('string')
      }),
      { numRuns: 300 },
    )
  })
})

describe('round trips', () => {
  it('keep the pairs of a query through the maps of lists', async () => {
    const pairs = fc.uniqueArray(
      fc.tuple(
        fc.string({ unit: 'grapheme' }),
        fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1, maxLength: 3 }),
      ),
      {
        selector: ([key]) => key,
        maxLength: 6,
      },
    )
    await fc.assert(
      fc.asyncProperty(pairs, async (lists) => {
        const encode = (text: string) => encodeURIComponent(text)
        const decodedMap = Object.fromEntries(lists)
        const encodedMap = Object.fromEntries(lists.map(([key, all]) => [encode(key), all.map(encode)]))
        const rest = await see(events.restV1Event({ multiValueQueryStringParameters: decodedMap }))
        const alb = await see(events.albMultiEvent({ multiValueQueryStringParameters: encodedMap }))
        const sorted = (url: string) => [...new URL(url).searchParams].map(String).sort()
        const expected = lists.flatMap(([key, all]) => all.map((one) => `${key},${one}`)).sort()
        expect(sorted(rest.url)).toEqual(expected)
        expect(sorted(alb.url)).toEqual(expected)
      }),
      { numRuns: 100 },
    )
  })

  it('keep every header value', async () => {
    const headers = fc.dictionary(names, fc.array(values, { minLength: 1, maxLength: 3 }), { maxKeys: 6 })
    await fc.assert(
      fc.asyncProperty(headers, async (lists) => {
        const last = Object.fromEntries(Object.entries(lists).map(([name, all]) => [name.toUpperCase(), all.at(-1)]))
        const edgeLists = Object.fromEntries(
          Object.entries(lists).map(([name, all]) => [name, all.map((value) => ({ key: name, value }))]),
        )
        const expected = Object.fromEntries(Object.entries(lists).map(([name, all]) => [name, all.join(', ')]))
        for (const event of [
          events.restV1Event({ headers: last, multiValueHeaders: lists }),
          events.albMultiEvent({ multiValueHeaders: lists }),
          events.latticeV2Event({ headers: lists }),
          events.edgeEvent({ headers: edgeLists }),
        ]) {
          expect((await see(event)).headers).toEqual(expected)
        }
      }),
      { numRuns: 100 },
    )
  })

  it('keep the bytes of bodies, both ways', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 200 }),
        fc.constantFrom('text/plain', 'image/png'),
        async (body, type) => {
          const base64 = Buffer.from(body).toString('base64')
          const event = events.httpV2Event({ body: base64, isBase64Encoded: true })
          expect([...(await see(event)).body]).toEqual([...body])
          const headers = { 'content-type': type }
          const result = await answerWith<{ body: string; isBase64Encoded: boolean }>(event, () =>
            bytes(body, { headers }),
          )
          expect([...Buffer.from(result.body, result.isBase64Encoded ? 'base64' : 'utf8')]).toEqual([...body])
        },
      ),
      { numRuns: 200 },
    )
  })
})
