import assert from 'node:assert/strict'
import type { Routed } from '../app/routing.ts'
import { assertProblem } from '../assertions.ts'
import { type ConformanceCase, ofGroup } from '../case.ts'
import { documents, issue, rfc, urlStandard } from '../sources.ts'
import type { Ask, Subject } from '../subject.ts'

async function routed(subject: Subject, ask: Ask, name: string): Promise<Routed> {
  const reply = await subject.send(ask)
  assert.equal(reply.status, 200, reply.describe())
  const seen = reply.json() as Routed
  assert.equal(seen.function, name)
  return seen
}

export const routing: readonly ConformanceCase[] = ofGroup('http', [
  {
    id: 'http.routing.root',
    title: 'The root path reaches the function of "GET /".',
    why: documents.azureNode,
    level: 'must',
    async run(subject) {
      const echo = await subject.echo('/')
      assert.equal(echo.function, 'home')
      assert.equal(echo.pathname, '/')
    },
  },
  {
    id: 'http.routing.root-query',
    title: 'A query directly after the root path is a query.',
    why: rfc(3986, '3.4'),
    level: 'must',
    async run(subject) {
      const echo = await subject.echo('/?a=1')
      assert.equal(echo.function, 'home')
      assert.deepEqual(echo.query, [['a', '1']])
    },
  },
  {
    id: 'http.routing.literal-first',
    title: 'A literal segment comes before a parameter, whatever the order of the list.',
    why: documents.lambdaProxyEvents,
    level: 'must',
    run: async (subject) => void (await routed(subject, '/routing/literal', 'literal')),
  },
  {
    id: 'http.routing.param',
    title: 'A parameter takes one segment.',
    why: documents.lambdaProxyEvents,
    level: 'must',
    async run(subject) {
      assert.deepEqual((await routed(subject, '/routing/42', 'param')).params, { id: '42' })
    },
  },
  {
    id: 'http.routing.wildcard',
    title: 'A trailing wildcard takes the rest of the full path.',
    why: documents.lambdaProxyEvents,
    level: 'must',
    async run(subject) {
      assert.deepEqual((await routed(subject, '/routing/a/b/c', 'below')).params, { '*': 'a/b/c' })
    },
  },
  {
    id: 'http.routing.backtracks',
    title: 'A path that leaves a more specific route falls back to the wildcard.',
    why: documents.lambdaProxyEvents,
    level: 'must',
    async run(subject) {
      assert.deepEqual((await routed(subject, '/routing/literal/meta', 'meta')).params, { id: 'literal' })
      assert.deepEqual((await routed(subject, '/routing/literal/other', 'below')).params, { '*': 'literal/other' })
    },
  },
  {
    id: 'http.routing.two-params',
    title: 'Several parameters keep their names.',
    why: documents.azureNode,
    level: 'must',
    async run(subject) {
      const { params } = await routed(subject, '/pairs/one/and/two', 'twoParams')
      assert.deepEqual(params, { first: 'one', second: 'two' })
    },
  },
  {
    id: 'http.routing.any',
    title: 'ANY answers every method, and a method of its own comes before it.',
    why: documents.lambdaProxyEvents,
    level: 'must',
    async run(subject) {
      for (const method of ['GET', 'POST', 'PATCH', 'DELETE', 'OPTIONS']) {
        assert.equal((await routed(subject, { method, target: '/any/1' }, 'any')).method, method)
      }
      await routed(subject, { method: 'PUT', target: '/any/1' }, 'anyPut')
    },
  },
  {
    id: 'http.routing.method',
    title: 'The method chooses between functions of one path.',
    why: rfc(9110, '9.1'),
    level: 'must',
    async run(subject) {
      await routed(subject, { method: 'POST', target: '/routing/literal' }, 'created')
      await routed(subject, { method: 'GET', target: '/routing/literal' }, 'literal')
    },
  },
  {
    id: 'http.routing.not-found',
    title: 'A path of no function answers 404 as problem details.',
    why: rfc(9457, '3'),
    level: 'must',
    async run(subject) {
      assertProblem(await subject.send('/nowhere'), 404, 'NotFound')
      assertProblem(await subject.send({ method: 'POST', target: '/nowhere/deep?a=1', body: '{}' }), 404, 'NotFound')
    },
  },
  {
    id: 'http.routing.not-allowed',
    title: 'A known path with another method answers 405 and lists the methods in Allow.',
    why: rfc(9110, '15.5.6'),
    level: 'must',
    async run(subject) {
      const reply = await subject.send({ method: 'DELETE', target: '/routing/literal' })
      assertProblem(reply, 405)
      const allow = reply.header('allow')?.split(/\s*,\s*/)
      assert.deepEqual(allow?.sort(), ['GET', 'HEAD', 'POST'])
    },
  },
  {
    id: 'http.routing.head',
    title: 'HEAD is answered by the function of GET, with its status and headers and without a body.',
    why: issue('azure-functions-host', 11625),
    level: 'must',
    async run(subject) {
      const reply = await subject.send({ method: 'HEAD', target: '/answer/json' })
      assert.equal(reply.status, 201)
      assert.equal(reply.header('content-type'), 'application/json')
      assert.equal(reply.body.byteLength, 0)
    },
  },
  {
    id: 'http.routing.head-not-found',
    title: 'HEAD of a path of no function answers 404 without a body.',
    why: rfc(9110, '9.3.2'),
    level: 'must',
    async run(subject) {
      const reply = await subject.send({ method: 'HEAD', target: '/nowhere' })
      assert.equal(reply.status, 404)
      assert.equal(reply.body.byteLength, 0)
    },
  },
  {
    id: 'http.routing.options-own',
    title: 'OPTIONS is left to the user: a function of its own answers it.',
    why: rfc(9110, '9.3.7'),
    level: 'must',
    async run(subject) {
      const headers = [
        ['origin', 'https://example.com'],
        ['access-control-request-method', 'POST'],
      ] as const
      const reply = await subject.send({ method: 'OPTIONS', target: '/preflight', headers })
      assert.equal(reply.status, 204)
      assert.equal(reply.header('allow'), 'OPTIONS')
      assert.equal(reply.header('access-control-allow-origin'), undefined)
    },
  },
  {
    id: 'http.routing.options-none',
    title: 'OPTIONS of a path without a function for it answers 405, not a success of the platform’s.',
    why: rfc(9110, '9.3.7'),
    level: 'must',
    async run(subject) {
      assertProblem(await subject.send({ method: 'OPTIONS', target: '/exact/place' }), 405)
    },
  },
  {
    id: 'http.routing.trailing-slash',
    title: 'A trailing slash is part of the path.',
    why: urlStandard('url-class'),
    level: 'must',
    async run(subject) {
      await routed(subject, '/exact/place', 'exact')
      assertProblem(await subject.send('/exact/place/'), 404, 'NotFound')
    },
  },
  {
    id: 'http.routing.case',
    title: 'Paths are compared by case.',
    why: rfc(3986, '6.2.2.1'),
    level: 'must',
    async run(subject) {
      assertProblem(await subject.send('/Exact/Place'), 404, 'NotFound')
      assert.deepEqual((await routed(subject, '/routing/LITERAL', 'param')).params, { id: 'LITERAL' })
    },
  },
])
