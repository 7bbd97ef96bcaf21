import assert from 'node:assert/strict'
import { assertNothingLeaks, assertProblem } from '../assertions.ts'
import { type ConformanceCase, ofGroup } from '../case.ts'
import type { Reply } from '../reply.ts'
import { documents, issue, rfc } from '../sources.ts'
import type { Subject } from '../subject.ts'

const post = (subject: Subject, target: string, body: string, type = 'application/json'): Promise<Reply> =>
  subject.send({ method: 'POST', target, headers: type === '' ? [] : [['content-type', type]], body })

export const jsonBody: readonly ConformanceCase[] = ofGroup('errors', [
  {
    id: 'errors.json.value',
    title: 'A JSON body is parsed, whatever kind of value it is.',
    why: issue('hono', 1235),
    level: 'must',
    async run(subject) {
      for (const value of [{ a: [1, 'ż', null] }, [], 'text', 0, false, null]) {
        const reply = await post(subject, '/body/json', JSON.stringify(value))
        assert.equal(reply.status, 200, reply.describe())
        assert.deepEqual(reply.json(), { value })
      }
    },
  },
  {
    id: 'errors.json.big-number',
    title: 'A JSON text of digits stays a text.',
    why: documents.azureNode,
    level: 'must',
    async run(subject) {
      const reply = await post(subject, '/body/json', '"12345678901234567890"')
      assert.deepEqual(reply.json(), { value: '12345678901234567890' })
    },
  },
  {
    id: 'errors.json.malformed',
    title: 'A malformed JSON body answers 400 as problem details.',
    why: documents.googleHttp,
    level: 'must',
    needs: ['http.error.malformed-json'],
    async run(subject) {
      for (const body of ['{"a":', 'nope', '{"a":1}}', "{'a':1}"]) {
        const reply = await post(subject, '/body/json', body)
        assertProblem(reply, 400, 'InvalidArgument')
      }
    },
    async otherwise(subject) {
      const reply = await post(subject, '/body/json', '{"a":')
      assert.equal(reply.status, 400, reply.describe())
      assertNothingLeaks(reply)
    },
  },
  {
    id: 'errors.json.malformed-any-type',
    title: 'A malformed JSON body of another content type answers 400 as problem details.',
    why: documents.googleHttp,
    level: 'must',
    async run(subject) {
      assertProblem(await post(subject, '/body/json', '{"a":', 'text/plain'), 400, 'InvalidArgument')
      assertProblem(await post(subject, '/body/json', '{"a":', ''), 400, 'InvalidArgument')
    },
  },
  {
    id: 'errors.json.malformed-unread',
    title: 'A malformed JSON body does not fail a handler that does not parse it.',
    why: documents.googleHttp,
    level: 'must',
    needs: ['http.error.malformed-json'],
    async run(subject) {
      const reply = await post(subject, '/body/text', '{"a":')
      assert.equal(reply.status, 200, reply.describe())
      assert.equal(reply.text(), '{"a":')
    },
  },
  {
    id: 'errors.json.empty',
    title: 'A missing body where JSON was expected answers 400 as problem details.',
    why: documents.googleHttp,
    level: 'must',
    async run(subject) {
      assertProblem(await post(subject, '/body/json', ''), 400, 'InvalidArgument')
      assertProblem(await subject.send({ method: 'POST', target: '/body/json' }), 400, 'InvalidArgument')
    },
  },
  {
    id: 'errors.schema.valid',
    title: 'A body that its schema accepts reaches the handler as the schema’s value.',
    why: documents.standardSchema,
    level: 'must',
    async run(subject) {
      const reply = await post(subject, '/body/order', '{"item":"tea","count":2,"more":true}')
      assert.equal(reply.status, 200, reply.describe())
      assert.deepEqual(reply.json(), { order: { item: 'tea', count: 2 } })
    },
  },
  {
    id: 'errors.schema.invalid',
    title: 'A body that its schema refuses answers 422 with every issue and where it is.',
    why: rfc(9457, '3'),
    level: 'must',
    async run(subject) {
      const reply = await post(subject, '/body/order', '{"count":"two"}')
      const problem = assertProblem(reply, 422, 'InvalidArgument')
      assert.deepEqual(problem.errors, [
        { pointer: '/item', detail: 'must be a text' },
        { pointer: '/count', detail: 'must be an integer' },
      ])
    },
  },
  {
    id: 'errors.schema.not-json',
    title: 'A body of another type where a schema asks for JSON answers 415.',
    why: rfc(9110, '15.5.16'),
    level: 'must',
    async run(subject) {
      assertProblem(await post(subject, '/body/order', 'item=tea', 'application/x-www-form-urlencoded'), 415)
      const reply = await post(subject, '/body/order', '{"item":"tea","count":1}', 'application/vnd.order+json')
      assert.equal(reply.status, 200, reply.describe())
    },
  },
  {
    id: 'errors.form.malformed',
    title: 'A multipart body that is not one answers 400 as problem details.',
    why: issue('azure-functions-nodejs-worker', 294),
    level: 'must',
    async run(subject) {
      const reply = await post(subject, '/body/form', 'not multipart', 'multipart/form-data; boundary=b0undary')
      assertProblem(reply, 400, 'InvalidArgument')
    },
  },
])
