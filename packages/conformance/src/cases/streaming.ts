import assert from 'node:assert/strict'
import { setTimeout as delay } from 'node:timers/promises'
import { threeCookies } from '../app/answers.ts'
import { assertNothingLeaks, assertProblem, freshMark, mediaType, noteUnder } from '../assertions.ts'
import { type ConformanceCase, ofGroup } from '../case.ts'
import { Reply } from '../reply.ts'
import { documents, fetchStandard, issue, rfc } from '../sources.ts'
import { StampReader } from '../stamps.ts'
import type { Subject } from '../subject.ts'

const wholeText = 'first,sécond,third'

/** Milliseconds between the first piece of a body and its end. */
async function spanOf(subject: Subject, target: string): Promise<number> {
  const open = await subject.open(target)
  let first: number | undefined
  for await (const _piece of open.pieces) first ??= performance.now()
  return performance.now() - (first ?? performance.now())
}

// Where the head waits for the first piece, the failure may be the platform's own answer.
function assertFailed(reply: Reply): void {
  assert.ok(reply.status >= 500, reply.describe())
  assertNothingLeaks(reply)
}

const rejection = (promise: Promise<unknown>): Promise<boolean> =>
  promise.then(
    () => false,
    () => true,
  )

export const streaming: readonly ConformanceCase[] = ofGroup('streaming', [
  {
    id: 'streaming.whole',
    title: 'A streamed body arrives whole, with its status and headers.',
    why: documents.lambdaStreaming,
    level: 'must',
    async run(subject) {
      const reply = await subject.send('/stream/pieces')
      assert.equal(reply.status, 200, reply.describe())
      assert.equal(reply.text(), wholeText)
      assert.deepEqual([mediaType(reply), reply.header('x-kind')], ['text/csv', 'stream'])
    },
  },
  {
    id: 'streaming.early',
    title: 'A body is sent while it is being made.',
    why: documents.lambdaStreaming,
    level: 'must',
    needs: ['http.stream.response'],
    async run(subject) {
      const span = await spanOf(subject, '/stream/pieces')
      assert.ok(span > 250, `a body made within 600 ms arrived within ${Math.round(span)} ms`)
    },
    async otherwise(subject) {
      const span = await spanOf(subject, '/stream/pieces')
      assert.ok(span < 250, 'the body was streamed, although the provider is said not to')
    },
  },
  {
    id: 'streaming.sources',
    title: 'Iterables of text and bytes, empty pieces included, and platform streams arrive whole.',
    why: fetchStandard('concept-bodyinit-extract'),
    level: 'must',
    async run(subject) {
      assert.equal((await subject.send('/stream/list')).text(), 'abż')
      assert.equal((await subject.send('/stream/empty-pieces')).text(), 'ab')
      assert.equal((await subject.send('/stream/platform')).text(), 'from the platform')
    },
  },
  {
    id: 'streaming.nothing',
    title: 'A stream that ends without a piece gives its status and headers.',
    why: issue('hono', 2401),
    level: 'must',
    async run(subject) {
      const reply = await subject.send('/stream/nothing')
      assert.deepEqual([reply.status, mediaType(reply), reply.body.byteLength], [200, 'text/csv', 0])
    },
  },
  {
    id: 'streaming.no-body',
    title: 'An answer without a body gives its status and headers where answers are streamed.',
    why: issue('srvx', 204),
    level: 'must',
    async run(subject) {
      const reply = await subject.send('/stream/moved')
      assert.deepEqual([reply.status, reply.header('location')], [302, '/exact/place'])
      assert.equal(reply.body.byteLength, 0)
    },
  },
  {
    id: 'streaming.status',
    title: 'A streamed answer keeps a status and headers of its own.',
    why: documents.lambdaStreaming,
    level: 'must',
    async run(subject) {
      const reply = await subject.send('/stream/created')
      assert.deepEqual([reply.status, reply.header('location'), reply.text()], [201, '/made/1', 'made'])
    },
  },
  {
    id: 'streaming.head',
    title: 'HEAD of a streamed answer gives its status and headers and ends at once.',
    why: issue('srvx', 204),
    level: 'must',
    async run(subject) {
      const reply = await subject.send({ method: 'HEAD', target: '/stream/pieces' })
      assert.deepEqual([reply.status, mediaType(reply), reply.body.byteLength], [200, 'text/csv', 0])
    },
  },
  {
    id: 'streaming.head-releases',
    title: 'HEAD cancels the body that is not sent, so that its source lets go.',
    why: fetchStandard('concept-body-cancel'),
    level: 'should',
    async run(subject) {
      const key = freshMark()
      await subject.send({ method: 'HEAD', target: `/stream/released?key=${key}` })
      assert.equal(await noteUnder(subject, key, 'released'), 'released')
    },
  },
  {
    id: 'streaming.cookies',
    title: 'Several cookies of a streamed answer all arrive.',
    why: issue('hono', 2921),
    level: 'must',
    needs: ['http.cookies.multiple'],
    async run(subject) {
      const reply = await subject.send('/stream/cookies')
      const names = (list: readonly string[]): string[] => list.map((cookie) => cookie.split(';')[0] ?? '').sort()
      assert.deepEqual(names(reply.all('set-cookie')), names(threeCookies))
      assert.equal(reply.text(), wholeText)
    },
  },
  {
    id: 'streaming.breaks-late',
    title: 'A source that fails half way ends the answer visibly, never as a whole one, and is logged.',
    why: rfc(9112, '8'),
    level: 'must',
    needs: ['http.stream.response'],
    async run(subject) {
      const mark = freshMark()
      const open = await subject.open(`/stream/breaks-late?mark=${mark}`)
      assert.ok(await rejection(Reply.of(open)), 'a broken body looks like a whole one')
      await subject.logged(mark)
    },
    async otherwise(subject) {
      const mark = freshMark()
      assertProblem(await subject.send(`/stream/breaks-late?mark=${mark}`), 500, 'Internal')
      await subject.logged(mark)
    },
  },
  {
    id: 'streaming.breaks-early',
    title: 'A source that fails before its first piece never looks like a success, and is logged.',
    why: documents.lambdaStreaming,
    level: 'must',
    async run(subject) {
      const mark = freshMark()
      const reply = await subject.send(`/stream/breaks-early?mark=${mark}`).catch(() => undefined)
      if (reply !== undefined) assertFailed(reply)
      await subject.logged(mark)
    },
  },
  {
    id: 'streaming.wrong-pieces',
    title: 'A source that gives something else than text and bytes never looks like a success.',
    why: fetchStandard('concept-bodyinit-extract'),
    level: 'must',
    async run(subject) {
      const reply = await subject.send('/stream/gives-numbers').catch(() => undefined)
      if (reply !== undefined) assertFailed(reply)
    },
  },
  {
    id: 'streaming.large',
    title: 'A streamed body of 50 MB, or as large as the provider takes, arrives whole.',
    why: documents.lambdaStreaming,
    level: 'must',
    needs: ['http.stream.response'],
    async run(subject) {
      const length = Math.min(50_000_000, subject.limit('http.response.stream'))
      const open = await subject.open(`/stream/counted?length=${length}`)
      let at = 0
      for await (const piece of open.pieces) {
        // A look at both ends of every piece finds a lost, doubled or swapped one.
        for (const index of [0, piece.byteLength - 1]) {
          assert.equal(piece[index], ((at + index) >> 16) & 0xff, `the byte at ${at + index}`)
        }
        at += piece.byteLength
      }
      assert.equal(at, length)
    },
    async otherwise(subject) {
      const length = Math.min(1_000_000, Math.floor(subject.limit('http.response.body') * 0.7))
      assert.equal((await subject.send(`/stream/counted?length=${length}`)).body.byteLength, length)
    },
  },
  {
    id: 'streaming.backpressure',
    title: 'A source is read no faster than the client takes it.',
    why: documents.lambdaStreaming,
    level: 'should',
    needs: ['http.stream.response'],
    async run(subject) {
      const length = Math.min(64_000_000, subject.limit('http.response.stream'))
      const open = await subject.open(`/stream/stamped?length=${length}`)
      const stamps = new StampReader()
      let resumed: number | undefined
      for await (const piece of open.pieces) {
        stamps.read(piece)
        if (resumed !== undefined) continue
        await delay(1500)
        resumed = Date.now()
      }
      assert.equal(stamps.length, length)
      const ahead = (resumed ?? 0) - stamps.last
      assert.ok(ahead <= 0, `the last piece was made ${ahead} ms before the client took the second`)
    },
    async otherwise(subject) {
      assert.equal((await subject.send('/stream/stamped?length=100000')).body.byteLength, 100_000)
    },
  },
  {
    id: 'streaming.silent',
    title: 'A stream that falls silent is ended at the function’s timeout, and is logged with the function.',
    why: documents.lambdaStreaming,
    level: 'must',
    async run(subject) {
      const reply = await subject.send('/silent-stream').catch(() => undefined)
      if (reply !== undefined) assertProblem(reply, 504, 'DeadlineExceeded')
      await subject.logged('silentStream', 'did not finish')
      assert.equal((await subject.echo('/echo')).function, 'echo')
    },
  },
])
