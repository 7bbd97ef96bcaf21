import assert from 'node:assert/strict'
import { isIP } from 'node:net'
import { type ConformanceCase, ofGroup } from '../case.ts'
import { documents, issue, rfc } from '../sources.ts'

const received = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'

export const urlAndClient: readonly ConformanceCase[] = ofGroup('http', [
  {
    id: 'http.url.scheme',
    title: 'The URL’s scheme is the one that the client used, behind TLS termination too.',
    why: issue('azure-functions-host', 6602),
    level: 'must',
    async run(subject) {
      // What the provider's outermost proxy states, for hosts that begin behind it.
      const headers = [['x-forwarded-proto', subject.scheme]] as const
      assert.equal((await subject.echo({ target: '/echo', headers })).scheme, subject.scheme)
    },
  },
  {
    id: 'http.url.host',
    title: 'The URL’s host is the one that the client asked for.',
    why: rfc(9110, '7.2'),
    level: 'should',
    async run(subject) {
      const echo = await subject.echo({ target: '/echo', headers: [['host', 'shop.example.com']] })
      assert.equal(echo.host, 'shop.example.com')
    },
  },
  {
    id: 'http.url.absolute',
    title: 'The URL is absolute, parses, and holds the full path.',
    why: issue('powertools-lambda-python', 621),
    level: 'must',
    async run(subject) {
      const echo = await subject.echo('/echo/a/b?c=d')
      assert.equal(new URL(echo.url).href, echo.url)
      assert.equal(echo.pathname, '/echo/a/b')
      assert.equal(echo.search, '?c=d')
    },
  },
  {
    id: 'http.client.ip',
    title: 'The client’s address is an IP address without a port.',
    why: documents.lambdaProxyEvents,
    level: 'must',
    needs: ['http.client-ip'],
    async run(subject) {
      const { ip } = await subject.echo('/echo')
      assert.ok(ip !== null && isIP(ip) !== 0, `client.ip is ${JSON.stringify(ip)}`)
    },
  },
  {
    id: 'http.context.invocation',
    title: 'The context names the function, the platform and the attempt, and reaches the native side.',
    why: documents.azureNode,
    level: 'must',
    async run(subject) {
      const echo = await subject.echo('/echo')
      assert.deepEqual([echo.function, echo.platform, echo.attempt], ['echo', subject.capabilities.provider, 1])
      assert.deepEqual(echo.native, [true, true])
    },
  },
  {
    id: 'http.context.id',
    title: 'Every invocation has an id of its own.',
    why: documents.lambdaLifecycle,
    level: 'must',
    async run(subject) {
      const first = await subject.echo('/echo')
      const second = await subject.echo('/echo')
      assert.ok(first.id.length >= 8, `the id is ${JSON.stringify(first.id)}`)
      assert.notEqual(first.id, second.id)
    },
  },
  {
    id: 'http.context.deadline',
    title: 'The deadline is known, ahead, and within the provider’s limit.',
    why: documents.lambdaLifecycle,
    level: 'must',
    needs: ['http.deadline'],
    async run(subject) {
      const { deadline, now } = await subject.echo('/echo')
      assert.ok(deadline !== null, 'the deadline is undefined')
      const left = deadline - now
      assert.ok(left > 0 && left <= subject.limit('http.timeout') * 1000, `the deadline is in ${left} ms`)
    },
    async otherwise(subject) {
      assert.equal((await subject.echo('/echo')).deadline, null)
    },
  },
  {
    id: 'http.context.env',
    title: 'Environment variables reach the handler as they were set.',
    why: documents.lambdaLifecycle,
    level: 'must',
    async run(subject) {
      assert.equal((await subject.echo('/echo')).env, 'a value = with "signs"')
    },
  },
  {
    id: 'http.trace.received',
    title: 'A trace that the client sent is continued.',
    why: documents.traceContext,
    level: 'should',
    async run(subject) {
      const headers = [
        ['traceparent', received],
        ['tracestate', 'vendor=1'],
      ] as const
      const { trace } = await subject.echo({ target: '/echo', headers })
      assert.deepEqual([trace.traceId, trace.remote], ['4bf92f3577b34da6a3ce929d0e0e4736', true])
    },
  },
  {
    id: 'http.trace.started',
    title: 'Without a valid trace of the client’s there is a valid one all the same.',
    why: documents.traceContext,
    level: 'must',
    async run(subject) {
      const invalid = `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`
      for (const headers of [[], [['traceparent', invalid]], [['traceparent', 'nonsense']]] as const) {
        const { trace } = await subject.echo({ target: '/echo', headers })
        assert.match(trace.traceparent, /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-0[01]$/)
      }
    },
  },
])
