import assert from 'node:assert/strict'
import { setTimeout as delay } from 'node:timers/promises'
import type { Arrival } from '../app/bodies.ts'
import { type ConformanceCase, ofGroup } from '../case.ts'
import { everyByte, patternOf, sha256 } from '../pattern.ts'
import { documents, fetchStandard, issue, rfc } from '../sources.ts'
import type { Subject } from '../subject.ts'

const typed = (type: string): ReadonlyArray<readonly [string, string]> => [['content-type', type]]

async function assertBytes(subject: Subject, type: string | undefined, body: Uint8Array): Promise<void> {
  const headers = type === undefined ? [] : typed(type)
  const echo = await subject.echo({ method: 'POST', target: '/echo', headers, body })
  assert.deepEqual(
    [echo.body?.length, echo.body?.sha256],
    [body.byteLength, sha256(body)],
    `${type ?? 'no content type'}: the handler read ${echo.body?.length ?? 'no'} bytes of ${body.byteLength}`,
  )
}

async function* slowly(...pieces: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const [index, piece] of pieces.entries()) {
    if (index > 0) await delay(250)
    yield Buffer.from(piece)
  }
}

const slowPost = async (subject: Subject): Promise<Arrival> => {
  const reply = await subject.send({ method: 'POST', target: '/body/arrival', body: slowly('one', 'two', 'three') })
  return reply.json() as Arrival
}

export const requestBody: readonly ConformanceCase[] = ofGroup('http', [
  {
    id: 'http.body.binary',
    title: 'Every byte value arrives, whatever binary type is stated.',
    why: issue('azure-functions-nodejs-worker', 294),
    level: 'must',
    async run(subject) {
      for (const type of ['application/octet-stream', 'image/png', 'application/x-protobuf', 'application/zip']) {
        await assertBytes(subject, type, everyByte)
      }
    },
  },
  {
    id: 'http.body.one-byte',
    title: 'A body of one byte that is not UTF-8 arrives.',
    why: issue('middy', 537),
    level: 'must',
    run: (subject) => assertBytes(subject, 'application/octet-stream', Uint8Array.of(0xff)),
  },
  {
    id: 'http.body.text',
    title: 'UTF-8 text arrives to the last byte, line ends and signs beyond the basic plane included.',
    why: issue('hono', 1235),
    level: 'must',
    async run(subject) {
      const body = 'Zażółć\r\n\tgęślą 😀\n'
      const reply = await subject.send({
        method: 'POST',
        target: '/body/text',
        headers: typed('text/plain; charset=utf-8'),
        body,
      })
      assert.equal(reply.text(), body)
      await assertBytes(subject, 'text/plain', Buffer.from(body))
    },
  },
  {
    id: 'http.body.json-bytes',
    title: 'A JSON body keeps its exact bytes, so that a webhook’s signature can be checked.',
    why: documents.googleHttp,
    level: 'must',
    run: (subject) => assertBytes(subject, 'application/json', Buffer.from('{ "b":1.0,\n\t"a" : "\\u017c" }\n')),
  },
  {
    id: 'http.body.form-bytes',
    title: 'A form body keeps its exact bytes.',
    why: documents.googleHttp,
    level: 'must',
    run: (subject) => assertBytes(subject, 'application/x-www-form-urlencoded', Buffer.from('b=2&a=1&a=%20+&c')),
  },
  {
    id: 'http.body.no-content-type',
    title: 'A body without a content type is still there.',
    why: documents.googleHttp,
    level: 'must',
    async run(subject) {
      await assertBytes(subject, undefined, Buffer.from('plain'))
      await assertBytes(subject, undefined, everyByte)
    },
  },
  {
    id: 'http.body.none',
    title: 'Without a body, request.body is null.',
    why: fetchStandard('dom-body-body'),
    level: 'must',
    async run(subject) {
      assert.equal((await subject.echo('/echo')).body, null)
      assert.equal((await subject.echo({ method: 'POST', target: '/echo', body: '' })).body, null)
      const headers = typed('application/json')
      assert.equal((await subject.echo({ method: 'POST', target: '/echo', headers, body: '' })).body, null)
    },
  },
  {
    id: 'http.body.methods',
    title: 'POST, PUT and PATCH deliver their bodies.',
    why: rfc(9110, '9.3.3'),
    level: 'must',
    async run(subject) {
      for (const method of ['POST', 'PUT', 'PATCH']) {
        const echo = await subject.echo({ method, target: '/echo', headers: typed('text/plain'), body: method })
        assert.equal(Buffer.from(echo.body?.base64 ?? '', 'base64').toString(), method)
      }
    },
  },
  {
    id: 'http.body.any-method',
    title: 'GET and DELETE deliver a body too.',
    why: rfc(9110, '9.3.1'),
    level: 'must',
    needs: ['http.body.any-method'],
    async run(subject) {
      for (const method of ['GET', 'DELETE', 'OPTIONS']) {
        const echo = await subject.echo({ method, target: '/echo', headers: typed('text/plain'), body: method })
        assert.equal(Buffer.from(echo.body?.base64 ?? '', 'base64').toString(), method)
      }
    },
  },
  {
    id: 'http.body.chunked',
    title: 'A body without a content-length arrives whole.',
    why: rfc(9112, '7.1'),
    level: 'must',
    needs: ['http.body.chunked'],
    async run(subject) {
      const echo = await subject.echo({
        method: 'POST',
        target: '/echo',
        headers: typed('text/plain'),
        body: slowly('a', 'ż', 'c'),
      })
      assert.equal(Buffer.from(echo.body?.base64 ?? '', 'base64').toString(), 'ażc')
    },
  },
  {
    id: 'http.body.second-read',
    title: 'A second read of the body rejects with a TypeError.',
    why: fetchStandard('concept-body-consume-body'),
    level: 'must',
    async run(subject) {
      const reply = await subject.send({ method: 'POST', target: '/body/twice', body: 'once' })
      assert.deepEqual(reply.json(), { first: 'once', second: 'TypeError', used: true })
    },
  },
  {
    id: 'http.body.unread',
    title: 'A handler that does not read the body answers all the same.',
    why: rfc(9112, '9.3'),
    level: 'must',
    async run(subject) {
      const reply = await subject.send({ method: 'POST', target: '/body/unread', body: patternOf(200_000) })
      assert.deepEqual(reply.json(), { used: false })
    },
  },
  {
    id: 'http.body.large',
    title: 'A body of 4 MB, or as large as the provider takes in base64, arrives whole.',
    why: documents.lambdaLimits,
    level: 'must',
    async run(subject) {
      const length = Math.min(4 * 1024 * 1024, Math.floor(subject.limit('http.request.body') * 0.7))
      await assertBytes(subject, 'application/octet-stream', patternOf(length))
    },
  },
  {
    id: 'http.body.streamed',
    title: 'A body can be read while it is arriving.',
    why: fetchStandard('dom-body-body'),
    level: 'must',
    needs: ['http.stream.request'],
    async run(subject) {
      const { length, span } = await slowPost(subject)
      assert.equal(length, 11)
      assert.ok(span > 200, `the handler saw 500 ms of sending within ${span} ms`)
    },
    async otherwise(subject) {
      const { length, span } = await slowPost(subject)
      // It is sent in chunks, which is the other thing that a platform may not take.
      assert.equal(length, subject.support('http.body.chunked') === 'no' ? 0 : 11)
      assert.ok(span < 200, 'the body was streamed, although the provider is said not to')
    },
  },
])
