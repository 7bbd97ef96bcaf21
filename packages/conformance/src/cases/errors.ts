import assert from 'node:assert/strict'
import { assertNothingLeaks, assertProblem, freshMark, type Problem } from '../assertions.ts'
import { type ConformanceCase, ofGroup } from '../case.ts'
import type { Reply } from '../reply.ts'
import { documents, fetchStandard, rfc } from '../sources.ts'
import type { Subject } from '../subject.ts'

async function fails(subject: Subject, kind: string, status: number, code: string): Promise<Problem> {
  return assertProblem(await subject.send(`/fail/${kind}?mark=${freshMark()}`), status, code)
}

/** A failure of which only the log tells what it was. */
async function failsInside(subject: Subject, kind: string): Promise<Reply> {
  const mark = freshMark()
  const reply = await subject.send(`/fail/${kind}?mark=${mark}`)
  const problem = assertProblem(reply, 500, 'Internal')
  assert.equal(problem.detail, undefined)
  assert.ok(!reply.text().includes(mark), 'the inner message is shown to the client')
  await subject.logged(mark)
  return reply
}

function inside(id: string, kind: string, title: string): Omit<ConformanceCase, 'group'> {
  return {
    id: `errors.${id}`,
    title,
    why: rfc(9457, '5'),
    level: 'must',
    run: async (subject) => void (await failsInside(subject, kind)),
  }
}

export const errors: readonly ConformanceCase[] = ofGroup('errors', [
  inside('thrown.error', 'error', 'A thrown Error answers 500 as problem details and is logged.'),
  inside('thrown.rejection', 'rejection', 'A rejected promise answers 500 as problem details and is logged.'),
  inside('thrown.cause', 'caused', 'The cause of an Error is logged and not shown.'),
  inside('thrown.circular', 'circular', 'An Error that holds itself is logged and answers 500.'),
  inside('thrown.text', 'text', 'A thrown text answers 500 and is logged.'),
  inside('thrown.frozen-error', 'frozen-error', 'A thrown frozen Error answers 500 and is logged.'),
  inside('thrown.with-status', 'with-status', 'An Error with properties of its own does not choose the answer.'),
  {
    id: 'errors.thrown.frozen-object',
    title: 'A thrown frozen object answers 500 and shows nothing.',
    why: rfc(9457, '5'),
    level: 'must',
    run: async (subject) => void (await fails(subject, 'frozen', 500, 'Internal')),
  },
  {
    id: 'errors.thrown.nothing',
    title: 'A thrown undefined or null answers 500.',
    why: documents.azureNode,
    level: 'must',
    async run(subject) {
      await fails(subject, 'undefined', 500, 'Internal')
      await fails(subject, 'null', 500, 'Internal')
    },
  },
  {
    id: 'errors.returned.nothing',
    title: 'A handler that returns nothing answers 500, never an empty success.',
    why: documents.azureNode,
    level: 'must',
    async run(subject) {
      await fails(subject, 'returns-undefined', 500, 'Internal')
      await fails(subject, 'returns-null', 500, 'Internal')
      await subject.logged('returned undefined')
    },
  },
  {
    id: 'errors.returned.other',
    title: 'A handler that returns an object or a text that is no Response answers 500.',
    why: documents.azureNode,
    level: 'must',
    async run(subject) {
      await fails(subject, 'returns-object', 500, 'Internal')
      await fails(subject, 'returns-text', 500, 'Internal')
    },
  },
  {
    id: 'errors.returned.read',
    title: 'A Response that was already read answers 500, never an empty success.',
    why: fetchStandard('dom-body-bodyused'),
    level: 'must',
    run: async (subject) => void (await fails(subject, 'returns-read', 500, 'Internal')),
  },
  {
    id: 'errors.answer.impossible',
    title: 'An answer that cannot be made answers 500.',
    why: rfc(9110, '15'),
    level: 'must',
    async run(subject) {
      await fails(subject, 'json-undefined', 500, 'Internal')
      await fails(subject, 'bad-status', 500, 'Internal')
      assertProblem(await subject.send('/answer/no-latin'), 500, 'Internal')
    },
  },
  {
    id: 'errors.codes',
    title: 'A RoveError answers with the status of its code, and its message as the detail.',
    why: rfc(9457, '3.1'),
    level: 'must',
    async run(subject) {
      assert.equal((await fails(subject, 'not-found', 404, 'NotFound')).detail, 'There is no order "7".')
      assert.equal((await fails(subject, 'forbidden', 403, 'PermissionDenied')).detail, 'Not yours.')
      assert.equal((await fails(subject, 'teapot', 418, 'FailedPrecondition')).detail, 'No coffee.')
    },
  },
  {
    id: 'errors.extensions',
    title: 'A RoveError’s extensions are members of the problem.',
    why: rfc(9457, '3.2'),
    level: 'must',
    async run(subject) {
      assert.equal((await fails(subject, 'conflict', 409, 'AlreadyExists')).order, 7)
    },
  },
  {
    id: 'errors.headers',
    title: 'A RoveError’s headers are sent; the message of a server’s failure is not.',
    why: rfc(9110, '10.2.3'),
    level: 'must',
    async run(subject) {
      const reply = await subject.send('/fail/unavailable')
      assert.equal(assertProblem(reply, 503, 'Unavailable').detail, undefined)
      assert.equal(reply.header('retry-after'), '120')
    },
  },
  {
    id: 'errors.provider',
    title: 'The message of a provider’s error is not shown, whatever its status.',
    why: rfc(9457, '5'),
    level: 'must',
    async run(subject) {
      assert.equal((await fails(subject, 'provider', 404, 'NotFound')).detail, undefined)
    },
  },
  {
    id: 'errors.head',
    title: 'A failure of HEAD has its status and no body.',
    why: rfc(9110, '9.3.2'),
    level: 'must',
    async run(subject) {
      const reply = await subject.send({ method: 'HEAD', target: '/fail/error' })
      assert.deepEqual([reply.status, reply.body.byteLength], [500, 0])
      assertNothingLeaks(reply)
    },
  },
  {
    id: 'errors.recovers',
    title: 'After failures of every kind the next request is answered.',
    why: documents.lambdaLifecycle,
    level: 'must',
    async run(subject) {
      for (const kind of ['error', 'undefined', 'returns-object']) await subject.send(`/fail/${kind}`)
      assert.equal((await subject.echo('/echo')).function, 'echo')
    },
  },
])
