import assert from 'node:assert/strict'
import { assertProblem } from '../assertions.ts'
import { type ConformanceCase, ofGroup } from '../case.ts'
import { documents, fetchStandard, issue, rfc } from '../sources.ts'

const asking = (wish: string): ReadonlyArray<readonly [string, string]> => [['x-conformance', wish]]

export const layers: readonly ConformanceCase[] = ofGroup('http', [
  {
    id: 'http.layers.order',
    title: 'The app’s layers are around the function’s, the first of each outermost.',
    why: documents.azureNode,
    level: 'must',
    async run(subject) {
      const reply = await subject.send({ target: '/layers/order', headers: asking('trail') })
      assert.equal(reply.header('x-trail'), 'outer(inner(function(last(handler))))')
    },
  },
  {
    id: 'http.layers.answer',
    title: 'A layer may answer without the handler.',
    why: documents.azureNode,
    level: 'must',
    async run(subject) {
      const reply = await subject.send('/layers/answers')
      assert.deepEqual([reply.status, reply.text()], [203, 'from the layer'])
    },
  },
  {
    id: 'http.layers.catch',
    title: 'A layer of a function sees what the handler throws, as it was thrown.',
    why: documents.azureNode,
    level: 'must',
    async run(subject) {
      const reply = await subject.send('/layers/catches')
      assert.equal(reply.status, 202)
      assert.deepEqual(reply.json(), { caught: 'thrown below', code: null })
    },
  },
  {
    id: 'http.layers.miss',
    title: 'A layer of the app sees a request that no function matches.',
    why: documents.azureNode,
    level: 'must',
    async run(subject) {
      const missed = await subject.send({ target: '/nowhere', headers: asking('catch') })
      assert.deepEqual([missed.status, (missed.json() as { code: string }).code], [202, 'NotFound'])
      const invalid = { method: 'POST', target: '/body/order', headers: asking('catch'), body: '{}' }
      assert.equal(((await subject.send(invalid)).json() as { code: string }).code, 'InvalidArgument')
    },
  },
  {
    id: 'http.layers.twice',
    title: 'A layer that goes on twice fails, and the handler’s second answer is not sent.',
    why: documents.azureNode,
    level: 'must',
    async run(subject) {
      assertProblem(await subject.send({ target: '/exact/place', headers: asking('twice') }), 500, 'Internal')
    },
  },
  {
    id: 'http.mount.request',
    title: 'A mounted fetch application gets a genuine Request that can be rebuilt and cloned.',
    why: fetchStandard('dom-request'),
    level: 'must',
    async run(subject) {
      const reply = await subject.send({
        method: 'POST',
        target: '/mounted/a%20b?c=d',
        headers: [
          ['x-sent', 'yes'],
          ['content-type', 'text/plain'],
        ],
        body: 'body ż',
      })
      assert.equal(reply.status, 200, reply.describe())
      const { url, ...seen } = reply.json() as { url: string }
      assert.deepEqual(seen, {
        genuine: true,
        method: 'POST',
        rebuilt: 'yes',
        header: 'yes',
        bodies: ['body ż', 'body ż'],
        env: 'a value = with "signs"',
      })
      assert.equal(new URL(url).pathname + new URL(url).search, '/mounted/a%20b?c=d')
    },
  },
  {
    id: 'http.mount.get',
    title: 'A mounted application gets a GET without a body.',
    why: fetchStandard('dom-request'),
    level: 'must',
    async run(subject) {
      const reply = await subject.send('/mounted/plain')
      assert.deepEqual((reply.json() as { bodies: string[] }).bodies, ['', ''])
    },
  },
  {
    id: 'http.mount.cookies',
    title: 'The cookies of a mounted application’s answer arrive.',
    why: issue('hono', 2921),
    level: 'must',
    needs: ['http.cookies.multiple'],
    async run(subject) {
      const cookies = (await subject.send('/mounted/cookies')).all('set-cookie').map((one) => one.split(';')[0])
      assert.deepEqual(cookies.sort(), ['a=1', 'b=2'])
    },
  },
  {
    id: 'http.mount.stream',
    title: 'A mounted application can answer with the request’s own stream.',
    why: fetchStandard('dom-body-body'),
    level: 'must',
    async run(subject) {
      const reply = await subject.send({ method: 'POST', target: '/mounted/stream', body: 'through and through ż' })
      assert.equal(reply.text(), 'through and through ż')
    },
  },
  {
    id: 'http.mount.status',
    title: 'A mounted application’s 404 is its own; what it throws answers 500.',
    why: rfc(9457, '3'),
    level: 'must',
    async run(subject) {
      const missing = await subject.send('/mounted/missing')
      assert.deepEqual([missing.status, missing.text()], [404, 'not here'])
      assertProblem(await subject.send('/mounted/throws'), 500, 'Internal')
    },
  },
])
