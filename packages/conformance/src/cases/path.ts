import assert from 'node:assert/strict'
import type { Routed } from '../app/routing.ts'
import { assertProblem } from '../assertions.ts'
import { type ConformanceCase, ofGroup } from '../case.ts'
import { documents, issue, rfc, urlStandard } from '../sources.ts'
import type { Subject } from '../subject.ts'

async function paramOf(subject: Subject, target: string): Promise<string | undefined> {
  const reply = await subject.send(target)
  assert.equal(reply.status, 200, reply.describe())
  const seen = reply.json() as Routed
  assert.equal(seen.function, 'param')
  return seen.params.id
}

export const path: readonly ConformanceCase[] = ofGroup('http', [
  {
    id: 'http.path.space',
    title: 'An encoded space is one space in the parameter and stays encoded in the URL.',
    why: urlStandard('path-percent-encode-set'),
    level: 'must',
    async run(subject) {
      assert.equal(await paramOf(subject, '/routing/a%20b'), 'a b')
      assert.equal((await subject.echo('/echo/a%20b')).pathname, '/echo/a%20b')
    },
  },
  {
    id: 'http.path.plus',
    title: 'A plus in the path is a plus.',
    why: rfc(3986, '3.3'),
    level: 'must',
    async run(subject) {
      assert.equal(await paramOf(subject, '/routing/a+b'), 'a+b')
      assert.equal(await paramOf(subject, '/routing/a%2Bb'), 'a+b')
    },
  },
  {
    id: 'http.path.unicode',
    title: 'Encoded UTF-8 is decoded in the parameter and valid in the URL.',
    why: urlStandard('path-percent-encode-set'),
    level: 'must',
    async run(subject) {
      assert.equal(await paramOf(subject, `/routing/${encodeURIComponent('zażółć 😀')}`), 'zażółć 😀')
      assert.equal((await subject.echo('/echo/%C3%A9')).pathname, '/echo/%C3%A9')
    },
  },
  {
    id: 'http.path.encoded-slash',
    title: 'An encoded slash stays within its segment.',
    why: issue('aws-lambda-fastify', 169),
    level: 'must',
    needs: ['http.path.encoded'],
    async run(subject) {
      assert.equal(await paramOf(subject, '/routing/a%2Fb'), 'a/b')
    },
    async otherwise(subject) {
      // It became a separator before the app saw it: the documented loss, and nothing worse.
      const reply = await subject.send('/routing/a%2Fb')
      assert.equal(reply.status, 200, reply.describe())
      assert.deepEqual(reply.json(), { function: 'below', params: { '*': 'a/b' }, method: 'GET' })
    },
  },
  {
    id: 'http.path.verbatim',
    title: 'An encoded path is in the URL as it was sent.',
    why: documents.lambdaProxyEvents,
    level: 'must',
    needs: ['http.path.encoded'],
    async run(subject) {
      const path = '/echo/a%2Fb%2fc/%41/%7Bid%7D/~x!$&()*+,;=:@'
      const { pathname } = await subject.echo(path)
      // Emulated: equivalent by RFC 3986, 6.2.2.2.
      if (subject.support('http.path.encoded') === 'native') assert.equal(pathname, path)
      else assert.equal(pathname.replace('%41', 'A'), path.replace('%41', 'A'))
    },
  },
  {
    id: 'http.path.question-mark',
    title: 'An encoded question mark does not begin a query.',
    why: documents.lambdaProxyEvents,
    level: 'must',
    async run(subject) {
      const echo = await subject.echo('/echo/a%3Fb=c?d=e')
      assert.deepEqual(echo.query, [['d', 'e']])
      // A gateway that decodes the path may cut it there; it is the query that must not grow.
      const lossy = subject.support('http.path.encoded') === 'no'
      const seen = decodeURIComponent(echo.pathname)
      assert.ok(seen === '/echo/a?b=c' || (lossy && seen === '/echo/a'), seen)
      if (!lossy) assert.equal(await paramOf(subject, '/routing/a%3Fb'), 'a?b')
    },
  },
  {
    id: 'http.path.hash',
    title: 'An encoded number sign does not begin a fragment.',
    why: documents.lambdaProxyEvents,
    level: 'must',
    async run(subject) {
      const echo = await subject.echo('/echo/a%23b?c=d')
      assert.equal(echo.pathname, '/echo/a%23b')
      assert.deepEqual(echo.query, [['c', 'd']])
      assert.equal(await paramOf(subject, '/routing/a%23b'), 'a#b')
    },
  },
  {
    id: 'http.path.percent',
    title: 'An encoded percent sign is a percent sign.',
    why: rfc(3986, '2.4'),
    level: 'must',
    async run(subject) {
      assert.equal(await paramOf(subject, '/routing/100%25'), '100%')
      assert.equal(await paramOf(subject, '/routing/100%25%20of'), '100% of')
    },
  },
  {
    id: 'http.path.decoded-once',
    title: 'What looks like an encoding after an encoded percent sign is decoded once.',
    why: rfc(3986, '2.4'),
    level: 'must',
    needs: ['http.path.encoded'],
    async run(subject) {
      const seen = await paramOf(subject, '/routing/a%2541')
      // A platform that decodes and encodes by itself may have taken it for an encoding already.
      const allowed = subject.support('http.path.encoded') === 'native' ? ['a%41'] : ['a%41', 'aA']
      assert.ok(seen !== undefined && allowed.includes(seen), `the parameter is ${JSON.stringify(seen)}`)
    },
    async otherwise(subject) {
      assert.ok(['a%41', 'aA'].includes((await paramOf(subject, '/routing/a%2541')) ?? ''))
    },
  },
  {
    id: 'http.path.braces',
    title: 'Braces, quotes and other rare signs arrive encoded and give a valid URL.',
    why: issue('hono', 4358),
    level: 'must',
    async run(subject) {
      assert.equal(await paramOf(subject, '/routing/%7Bid%7D%22%3C%3E%5E%60%7C'), '{id}"<>^`|')
    },
  },
  {
    id: 'http.path.backslash',
    title: 'An encoded backslash is no separator, although the URL standard takes a bare one for a slash.',
    why: urlStandard('path-state'),
    level: 'must',
    async run(subject) {
      assert.equal(await paramOf(subject, '/routing/a%5Cb'), 'a\\b')
      assertProblem(await subject.send('/exact%5Cplace'), 404, 'NotFound')
    },
  },
  {
    id: 'http.path.malformed',
    title: 'A percent sign that encodes nothing is taken literally, beside encodings that do.',
    why: urlStandard('percent-decode'),
    level: 'must',
    async run(subject) {
      assert.equal(await paramOf(subject, '/routing/%zz'), '%zz')
      assert.equal(await paramOf(subject, '/routing/100%'), '100%')
      assert.equal(await paramOf(subject, '/routing/a%20%zz'), 'a %zz')
    },
  },
  {
    id: 'http.path.dots',
    title: 'Dot segments are resolved before routing, encoded ones too.',
    why: urlStandard('double-dot-path-segment'),
    level: 'must',
    async run(subject) {
      for (const target of ['/routing/../exact/place', '/exact/./place', '/routing/%2e%2E/exact/place']) {
        const reply = await subject.send(target)
        assert.equal(reply.status, 200, `${target}: ${reply.describe()}`)
        assert.equal((reply.json() as Routed).function, 'exact')
      }
    },
  },
  {
    id: 'http.path.double-slash',
    title: 'Double slashes are kept, and do not match a route with one.',
    why: urlStandard('path-state'),
    level: 'must',
    async run(subject) {
      assertProblem(await subject.send('/exact//place'), 404, 'NotFound')
      const reply = await subject.send('/routing/a//b')
      assert.deepEqual((reply.json() as Routed).params, { '*': 'a//b' })
    },
  },
  {
    id: 'http.path.empty-param',
    title: 'An empty segment is not a parameter.',
    why: urlStandard('path-state'),
    level: 'must',
    async run(subject) {
      const reply = await subject.send('/routing/')
      assert.notEqual((reply.json() as Partial<Routed>).function, 'param')
    },
  },
  {
    id: 'http.path.long',
    title: 'A path of 4,000 characters arrives whole.',
    why: rfc(9110, '4.1'),
    level: 'must',
    async run(subject) {
      const long = 'abcdefghij'.repeat(400)
      assert.equal(await paramOf(subject, `/routing/${long}`), long)
    },
  },
])
