import assert from 'node:assert/strict'
import { setTimeout as delay } from 'node:timers/promises'
import { assertProblem, freshMark, noteUnder } from '../assertions.ts'
import { type ConformanceCase, ofGroup } from '../case.ts'
import { documents } from '../sources.ts'
import type { Subject } from '../subject.ts'

interface Seen {
  readonly before: readonly string[]
  readonly after: readonly string[]
  readonly body: string
  readonly id: string
}

async function assertAnswered(subject: Subject, target: string): Promise<void> {
  const reply = await subject.send(target)
  assert.deepEqual([reply.status, reply.text()], [200, 'answered'])
}

const gone = 'aborted, began, released'

// The client goes as soon as it has seen the first piece: then the handler is running for sure.
async function leaveEarly(subject: Subject, key: string): Promise<string | undefined> {
  const leaving = new AbortController()
  try {
    const open = await subject.open({ target: `/stream/until-gone?key=${key}`, signal: leaving.signal })
    for await (const _piece of open.pieces) leaving.abort()
  } catch (error) {
    if (!leaving.signal.aborted) throw error
  }
  return noteUnder(subject, key, gone)
}

export const lifecycle: readonly ConformanceCase[] = ofGroup('lifecycle', [
  {
    id: 'lifecycle.wait-until.finishes',
    title: 'Work given to waitUntil finishes although the answer was sent.',
    why: documents.lambdaLifecycle,
    level: 'must',
    needs: ['lifecycle.wait-until'],
    async run(subject) {
      const key = freshMark()
      await assertAnswered(subject, `/wait-until/resolved?key=${key}`)
      assert.equal(await noteUnder(subject, key, 'finished'), 'finished')
    },
    otherwise: (subject) => assertAnswered(subject, '/wait-until/resolved'),
  },
  {
    id: 'lifecycle.wait-until.nested',
    title: 'Work that was added by work given to waitUntil finishes.',
    why: documents.lambdaLifecycle,
    level: 'must',
    needs: ['lifecycle.wait-until'],
    async run(subject) {
      const key = freshMark()
      await assertAnswered(subject, `/wait-until/nested?key=${key}`)
      assert.equal(await noteUnder(subject, key, 'finished'), 'finished')
    },
    otherwise: (subject) => assertAnswered(subject, '/wait-until/nested'),
  },
  {
    id: 'lifecycle.wait-until.rejects',
    title: 'A rejection of work given to waitUntil is logged and fails neither the answer nor the process.',
    why: documents.lambdaLifecycle,
    level: 'must',
    needs: ['lifecycle.wait-until'],
    async run(subject) {
      const mark = freshMark()
      await assertAnswered(subject, `/wait-until/rejected?mark=${mark}`)
      await subject.logged(`inner-detail ${mark}`)
      await subject.logged(`rejected at once ${mark}`)
      assert.equal((await subject.echo('/echo')).function, 'echo')
    },
    async otherwise(subject) {
      await assertAnswered(subject, '/wait-until/rejected')
      assert.equal((await subject.echo('/echo')).function, 'echo')
    },
  },
  {
    id: 'lifecycle.timeout.function',
    title: 'A handler that hangs answers 504 at its function’s timeout, and is logged with the function.',
    why: documents.lambdaLimits,
    level: 'must',
    async run(subject) {
      const began = performance.now()
      assertProblem(await subject.send('/hangs'), 504, 'DeadlineExceeded')
      const took = performance.now() - began
      assert.ok(took > 800 && took < 8000, `a timeout of one second took ${Math.round(took)} ms`)
      await subject.logged('hangs', 'did not finish')
    },
  },
  {
    id: 'lifecycle.timeout.recovers',
    title: 'After a handler hung, the next request is answered.',
    why: documents.lambdaLifecycle,
    level: 'must',
    async run(subject) {
      await subject.send('/hangs')
      assert.equal((await subject.echo('/echo')).function, 'echo')
    },
  },
  {
    id: 'lifecycle.timeout.signal',
    title: 'The signal aborts at the deadline; request.signal is the same signal.',
    why: documents.lambdaLifecycle,
    level: 'must',
    async run(subject) {
      const key = freshMark()
      const { deadline } = await subject.echo('/echo')
      assertProblem(await subject.send(`/signalled?key=${key}`), 504, 'DeadlineExceeded')
      const wanted = `aborted true ${deadline === null ? 'undefined' : 'number'}`
      assert.equal(await noteUnder(subject, key, wanted), wanted)
    },
  },
  {
    id: 'lifecycle.timeout.platform',
    title: 'A handler that hangs answers 504 before the platform ends the invocation.',
    why: documents.lambdaLimits,
    level: 'must',
    needs: ['http.deadline'],
    async run(subject) {
      // A handler is given up a tenth of its time before the end, at most half a second: the machine may be slow.
      const other = await subject.fresh({ timeout: 5000 })
      assertProblem(await other.subject.send('/hangs-forever'), 504, 'DeadlineExceeded')
      await other.subject.logged('hangsForever', 'did not finish')
      assert.equal((await other.subject.echo('/echo')).function, 'echo')
    },
    async otherwise(subject) {
      // Nobody told the app; that the invocation ends is the platform's doing.
      const other = await subject.fresh({ timeout: 2000 })
      const ended = other.subject.send('/hangs-forever').then(
        (reply) => reply.status,
        () => 'no response',
      )
      assert.notEqual(await Promise.race([ended, delay(8000, 'nothing within 8 s')]), 200)
      assert.equal((await other.subject.echo('/echo')).function, 'echo')
    },
  },
  {
    id: 'lifecycle.disconnect',
    title: 'The signal aborts, and the source of the body is cancelled, when the client goes away.',
    why: documents.googleHttp,
    level: 'must',
    needs: ['http.signal.disconnect'],
    async run(subject) {
      assert.equal(await leaveEarly(subject, freshMark()), gone)
    },
  },
  {
    id: 'lifecycle.disconnect.survives',
    title: 'A client that goes away does not disturb the next request.',
    why: documents.googleHttp,
    level: 'must',
    async run(subject) {
      await leaveEarly(subject, freshMark())
      assert.equal((await subject.echo('/echo')).function, 'echo')
    },
  },
  {
    id: 'lifecycle.concurrent',
    title: 'Twenty requests at once keep their own parameters, headers, bodies and answers.',
    why: documents.googleLifecycle,
    level: 'must',
    async run(subject) {
      const ask = async (index: number): Promise<string> => {
        const reply = await subject.send({
          method: 'POST',
          target: `/concurrent/${index}?wait=${100 - index * 5}`,
          headers: [['x-id', `h${index}`]],
          body: `body ${index}`,
        })
        const seen = reply.json() as Seen
        const own = [String(index), `h${index}`]
        assert.deepEqual([seen.before, seen.after, seen.body], [own, own, `body ${index}`])
        assert.equal(reply.header('set-cookie')?.split(';')[0], `id=${index}`)
        return seen.id
      }
      const ids = await Promise.all(Array.from({ length: 20 }, (_, index) => ask(index)))
      assert.equal(new Set(ids).size, 20)
    },
  },
  {
    id: 'lifecycle.logs',
    title: 'Log records reach the platform’s log, whatever they hold.',
    why: documents.azureNode,
    level: 'must',
    async run(subject) {
      const mark = freshMark()
      const reply = await subject.send(`/logs?mark=${mark}`)
      assert.equal(reply.text(), 'logged')
      await subject.logged(`a message ${mark}`)
      await subject.logged('of two lines', mark)
    },
  },
  {
    id: 'lifecycle.shutdown',
    title: 'The app’s shutdown function runs before the process ends.',
    why: documents.googleLifecycle,
    level: 'must',
    needs: ['lifecycle.shutdown'],
    async run(subject) {
      const other = await subject.fresh()
      await other.subject.echo('/echo')
      await other.stop()
      const said = other.subject.logs().filter((line) => line.includes('the shutdown function ran'))
      assert.equal(said.length, 1, `the shutdown function ran ${said.length} times`)
    },
  },
])
