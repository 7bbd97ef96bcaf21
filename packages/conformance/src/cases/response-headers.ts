import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { gzipSync } from 'node:zlib'
import { closeServer, listenOnLoopback } from '@rove/core/host'
import { mediaType } from '../assertions.ts'
import { type ConformanceCase, ofGroup } from '../case.ts'
import { documents, fetchStandard, rfc } from '../sources.ts'

export const responseHeaders: readonly ConformanceCase[] = ofGroup('http', [
  {
    id: 'http.response.statuses',
    title: 'Statuses arrive as they were given, rare ones too.',
    why: documents.lambdaProxyEvents,
    level: 'must',
    async run(subject) {
      for (const status of [200, 201, 202, 203, 400, 401, 403, 404, 409, 418, 422, 429, 500, 501, 503]) {
        const reply = await subject.send(`/status/${status}`)
        assert.equal(reply.status, status)
        assert.equal(reply.text(), `status ${status}`)
      }
    },
  },
  {
    id: 'http.response.bodiless',
    title: 'A 204, 205 or 304 arrives with its headers and without a body.',
    why: fetchStandard('null-body-status'),
    level: 'must',
    async run(subject) {
      for (const status of [204, 205, 304]) {
        const reply = await subject.send(`/status/${status}`)
        assert.equal(reply.status, status)
        assert.equal(reply.header('etag'), '"abc"')
        assert.equal(reply.body.byteLength, 0)
      }
    },
  },
  {
    id: 'http.response.headers',
    title: 'Headers arrive with their values as they were given.',
    why: documents.lambdaProxyEvents,
    level: 'must',
    async run(subject) {
      const reply = await subject.send('/answer/headers')
      assert.equal(reply.status, 200, reply.describe())
      assert.equal(reply.header('x-mixed-case'), 'Kept As Written')
      assert.equal(reply.header('x-quoted'), '"a;b",c')
      assert.equal(reply.header('cache-control'), 'public, max-age=60')
      assert.equal(reply.header('etag'), 'W/"abc"')
    },
  },
  {
    id: 'http.response.header-list',
    title: 'A header with several values arrives with each.',
    why: rfc(9110, '5.3'),
    level: 'must',
    async run(subject) {
      const values = (await subject.send('/answer/headers')).all('x-list')
      assert.deepEqual(values.join(', ').split(/\s*,\s*/), ['one', 'two', 'three'])
    },
  },
  {
    id: 'http.response.header-number',
    title: 'A header value that is not a text becomes one.',
    why: documents.albLambda,
    level: 'must',
    async run(subject) {
      assert.equal((await subject.send('/answer/headers')).header('x-number'), '42')
    },
  },
  {
    id: 'http.response.hop-by-hop',
    title: 'Headers of one connection, set by a handler, are not sent on.',
    why: rfc(9110, '7.6.1'),
    level: 'must',
    async run(subject) {
      const reply = await subject.send('/answer/hop-by-hop')
      assert.equal(reply.status, 200, reply.describe())
      assert.equal(reply.text(), 'hop')
      for (const [name, value] of reply.headers) assert.doesNotMatch(value, /rove|4242/, `${name}: ${value}`)
    },
  },
  {
    id: 'http.response.content-length',
    title: 'A wrong content-length of the handler’s does not cut the body.',
    why: rfc(9110, '8.6'),
    level: 'must',
    async run(subject) {
      const reply = await subject.send('/answer/wrong-length')
      assert.equal(reply.text(), 'eleven byte')
      assert.ok(['11', undefined].includes(reply.header('content-length')))
    },
  },
  {
    id: 'http.response.request-context',
    title: 'A header named request-context does not turn the answer into a failure.',
    why: documents.azureNode,
    level: 'must',
    async run(subject) {
      const reply = await subject.send('/answer/request-context')
      assert.equal(reply.status, 200, reply.describe())
      assert.equal(reply.text(), 'ok')
    },
  },
  {
    id: 'http.response.content-types',
    title: 'The helpers state their content types, and none is changed or added to on the way.',
    why: documents.azureNode,
    level: 'must',
    async run(subject) {
      const expected = {
        json: 'application/json',
        text: 'text/plain;charset=UTF-8',
        html: 'text/html;charset=UTF-8',
        charset: 'text/plain; charset=ISO-8859-1',
        svg: 'image/svg+xml',
        'every-byte': 'image/png',
      }
      for (const [kind, type] of Object.entries(expected)) {
        assert.equal((await subject.send(`/answer/${kind}`)).header('content-type'), type, kind)
      }
    },
  },
  {
    id: 'http.response.redirect',
    title: 'A redirect arrives with the location as it was given.',
    why: rfc(9110, '10.2.2'),
    level: 'must',
    async run(subject) {
      const relative = await subject.send('/answer/redirect')
      assert.deepEqual([relative.status, relative.header('location')], [302, '/exact/place?from=here#part'])
      assert.equal(relative.body.byteLength, 0)
      const absolute = await subject.send('/answer/redirect-absolute')
      assert.deepEqual([absolute.status, absolute.header('location')], [308, 'https://example.com/a?b=c'])
    },
  },
  {
    id: 'http.response.platform-redirect',
    title: 'A redirect of the platform’s Response, whose headers are immutable, arrives.',
    why: fetchStandard('dom-response-redirect'),
    level: 'must',
    async run(subject) {
      const reply = await subject.send('/answer/platform-redirect')
      assert.deepEqual([reply.status, reply.header('location')], [307, 'https://example.com/away'])
    },
  },
  {
    id: 'http.response.encoded',
    title: 'A body that the handler compressed arrives as it is, with its encoding stated.',
    why: documents.albLambda,
    level: 'must',
    async run(subject) {
      const reply = await subject.send('/answer/gzip')
      assert.equal(reply.header('content-encoding'), 'gzip')
      assert.deepEqual(reply.body, gzipSync('{"zipped":true}'))
    },
  },
  {
    id: 'http.response.fetched',
    title: 'The response of a fetch is passed on readable: no encoding or length of the body before it was decoded.',
    why: fetchStandard('handle-content-codings'),
    level: 'must',
    async run(subject) {
      const zipped = gzipSync(JSON.stringify({ upstream: 'ż'.repeat(100) }))
      const upstream = createServer((_request, response) => {
        response.setHeader('set-cookie', 'upstream=1')
        response.writeHead(206, {
          'content-type': 'application/json',
          'content-encoding': 'gzip',
          'content-length': zipped.byteLength,
          'x-upstream': 'yes',
        })
        response.end(zipped)
      })
      const port = await listenOnLoopback(upstream)
      try {
        const headers = [['x-origin', `http://127.0.0.1:${port}`]] as const
        const reply = await subject.send({ target: '/answer/fetched', headers })
        assert.deepEqual(reply.json(), { upstream: 'ż'.repeat(100) })
        assert.equal(reply.status, 206)
        assert.equal(reply.header('content-encoding'), undefined)
        assert.deepEqual([mediaType(reply), reply.header('x-upstream')], ['application/json', 'yes'])
        assert.equal(reply.header('set-cookie')?.split(';')[0], 'upstream=1')
      } finally {
        await closeServer(upstream)
      }
    },
  },
])
