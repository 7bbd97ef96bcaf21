import assert from 'node:assert/strict'
import { assertNothingLeaks, assertProblem, seenValues } from '../assertions.ts'
import { type ConformanceCase, ofGroup } from '../case.ts'
import { documents, rfc, urlStandard } from '../sources.ts'

export const security: readonly ConformanceCase[] = ofGroup('security', [
  {
    id: 'security.client-ip.forged',
    title: 'A client cannot choose its own address through X-Forwarded-For.',
    why: documents.albForwarded,
    level: 'must',
    async run(subject) {
      const headers = [['x-forwarded-for', '198.51.100.99']] as const
      assert.notEqual((await subject.echo({ target: '/echo', headers })).ip, '198.51.100.99')
    },
  },
  {
    id: 'security.client-ip.malformed',
    title: 'Nonsense in X-Forwarded-For neither fails the request nor becomes the address.',
    why: documents.albForwarded,
    level: 'must',
    async run(subject) {
      for (const value of ['<script>', ',,,', 'unknown, _hidden', '[::1', '999.1.1.1:99999']) {
        const { ip } = await subject.echo({ target: '/echo', headers: [['x-forwarded-for', value]] })
        assert.ok(ip === null || /^[0-9a-f.:]+$/i.test(ip), `client.ip is ${JSON.stringify(ip)}`)
        assert.notEqual(ip, '999.1.1.1')
      }
    },
  },
  {
    id: 'security.header-injection',
    title: 'A line break in a header value never makes a header of its own.',
    why: rfc(9110, '5.5'),
    level: 'must',
    async run(subject) {
      for (const target of [
        '/reflect?value=a%0D%0Ax-injected:%20yes',
        '/reflect?value=a%0Ax-injected:yes',
        '/forward?to=/a%0D%0Ax-injected:yes',
      ]) {
        const reply = await subject.send(target)
        assertProblem(reply, 500, 'Internal')
        assert.deepEqual(reply.all('x-injected'), [])
      }
      assert.equal((await subject.send('/reflect?value=fine')).header('x-reflected'), 'fine')
    },
  },
  {
    id: 'security.prototype.query',
    title: 'Names of Object’s own members are ordinary names in a query.',
    why: urlStandard('concept-urlencoded-parser'),
    level: 'must',
    async run(subject) {
      const echo = await subject.echo('/echo?__proto__=1&constructor=2&toString=3')
      const pairs = [...echo.query].sort(([one], [other]) => (one < other ? -1 : 1))
      assert.deepEqual(pairs, [
        ['__proto__', '1'],
        ['constructor', '2'],
        ['toString', '3'],
      ])
    },
  },
  {
    id: 'security.prototype.headers',
    title: 'Names of Object’s own members are ordinary names of headers.',
    why: rfc(9110, '5.1'),
    level: 'must',
    async run(subject) {
      const headers = [
        ['__proto__', 'a'],
        ['constructor', 'b'],
        ['hasownproperty', 'c'],
      ] as const
      const echo = await subject.echo({ target: '/echo', headers })
      assert.deepEqual(seenValues(echo, 'constructor'), ['b'])
      assert.deepEqual(seenValues(echo, 'hasownproperty'), ['c'])
    },
  },
  {
    id: 'security.prototype.path',
    title: 'Names of Object’s own members in the path match no function that is not there.',
    why: rfc(3986, '3.3'),
    level: 'must',
    async run(subject) {
      for (const target of ['/__proto__', '/constructor', '/answer/constructor', '/exact/toString']) {
        assertProblem(await subject.send(target), 404, 'NotFound')
      }
    },
  },
  {
    id: 'security.path.authority',
    title: 'A path that begins with two slashes does not become the URL’s host.',
    why: urlStandard('special-authority-slashes-state'),
    level: 'must',
    async run(subject) {
      const headers = [['x-conformance', 'url']] as const
      const reply = await subject.send({ target: '//evil.example/echo', headers })
      // The app’s layer answers with the URL before routing decides.
      const { url } = reply.json() as { url: string }
      assert.notEqual(new URL(url).hostname, 'evil.example')
      assert.equal(new URL(url).pathname, '//evil.example/echo')
    },
  },
  {
    id: 'security.path.smuggled',
    title: 'The route and request.url speak of the same path.',
    why: urlStandard('double-dot-path-segment'),
    level: 'must',
    async run(subject) {
      const headers = [['x-conformance', 'url']] as const
      for (const target of ['/routing/../exact/place', '/routing/%2E%2e/exact/place', '/exact/%2e/place']) {
        const seen = (await subject.send({ target, headers })).json() as { url: string; function: string }
        assert.deepEqual([new URL(seen.url).pathname, seen.function], ['/exact/place', 'exact'], target)
      }
    },
  },
  {
    id: 'security.nothing-leaks',
    title: 'No failure shows a stack, a path of the server or an inner message.',
    why: rfc(9457, '5'),
    level: 'must',
    async run(subject) {
      for (const kind of ['error', 'text', 'caused', 'provider', 'unavailable', 'returns-object', 'bad-status']) {
        assertNothingLeaks(await subject.send(`/fail/${kind}`))
      }
      assertNothingLeaks(await subject.send('/mounted/throws'))
      assertNothingLeaks(await subject.send('/nowhere/%zz'))
      const malformed = { method: 'POST', headers: [['content-type', 'application/json']], body: '{"a' } as const
      assertNothingLeaks(await subject.send({ target: '/body/json', ...malformed }))
    },
  },
  {
    id: 'security.native-headers',
    title: 'A client’s headers that look like the platform’s own do not replace the request.',
    why: rfc(9110, '7.1'),
    level: 'must',
    async run(subject) {
      const headers = [
        ['x-original-url', '/exact/place'],
        ['x-rewrite-url', '/exact/place'],
        ['x-forwarded-uri', '/exact/place'],
        ['x-http-method-override', 'DELETE'],
      ] as const
      const echo = await subject.echo({ target: '/echo/own?a=1', headers })
      assert.deepEqual([echo.method, echo.pathname, echo.search], ['GET', '/echo/own', '?a=1'])
    },
  },
])
