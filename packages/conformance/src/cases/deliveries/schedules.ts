import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import type { Delivered } from '@rove/core/adapter'
import type { Sighting } from '../../app/events/sighting.ts'
import type { UngroupedCase } from '../../case.ts'
import { documents } from '../../sources.ts'
import type { Subject } from '../../subject.ts'

interface Ticked {
  readonly scheduledAt: readonly Date[]
  readonly delivered: readonly Delivered[]
  readonly seen: readonly Sighting[]
}

/** A whole minute that no other case takes. */
function someMinute(): Date {
  return new Date(Date.UTC(2030, 0, 1) + randomInt(0, 5_000_000) * 60_000)
}

/** Lets times come for a function. Ticks carry nothing; they are told apart by when they were seen. */
async function tick(subject: Subject, to: string, count = 1): Promise<Ticked> {
  const scheduledAt = Array.from({ length: count }, someMinute)
  const since = subject.mark()
  const items = scheduledAt.map((at) => ({ scheduledAt: at }))
  const delivered = await subject.deliver({ trigger: 'schedule', to, items })
  const attempts = delivered.reduce((sum, one) => sum + one.attempts, 0)
  return { scheduledAt, delivered, seen: await subject.seen({ since, function: to }, attempts) }
}

export const schedules: readonly UngroupedCase[] = [
  {
    id: 'schedules.works',
    title: 'A time that has come calls its function, once.',
    why: documents.azureTimer,
    level: 'must',
    async run(subject) {
      const { delivered, seen } = await tick(subject, 'tickWorks')
      assert.deepEqual([delivered[0]?.outcome, delivered[0]?.attempts, seen.length], ['done', 1, 1])
      const [one] = seen
      for (const name of ['id', 'source', 'type']) {
        assert.ok(typeof one?.event[name] === 'string' && one.event[name] !== '', `${name} is a text`)
      }
      assert.ok(!Number.isNaN(Date.parse(String(one?.event.scheduledAt))), 'scheduledAt is a time')
    },
  },
  {
    id: 'schedules.others',
    title: 'A time that has come for one function calls no other.',
    why: documents.azureTimer,
    level: 'must',
    async run(subject) {
      const since = subject.mark()
      await tick(subject, 'tickWorks')
      const names = (await subject.allSeen({ since })).map((one) => one.function)
      assert.deepEqual(names, ['tickWorks'])
    },
  },
  {
    id: 'schedules.time',
    title: 'The function knows when it was due.',
    why: documents.googleScheduler,
    level: 'must',
    needs: ['schedule.time'],
    async run(subject) {
      const { scheduledAt, seen } = await tick(subject, 'tickWorks')
      assert.equal(seen[0]?.event.scheduledAt, scheduledAt[0]?.toISOString())
    },
    async otherwise(subject) {
      // Then it is when the tick came.
      const { scheduledAt, seen } = await tick(subject, 'tickWorks')
      assert.notEqual(seen[0]?.event.scheduledAt, scheduledAt[0]?.toISOString())
      assert.ok(Date.parse(String(seen[0]?.event.scheduledAt)) < Date.UTC(2030, 0, 1))
    },
  },
  {
    id: 'schedules.context',
    title: 'The context of a tick names function, platform and environment, and layers are around it.',
    why: documents.azureTimer,
    level: 'must',
    async run(subject) {
      const [one] = (await tick(subject, 'tickWorks')).seen
      assert.deepEqual(
        [one?.context.platform, one?.context.env, one?.context.attempt],
        [subject.capabilities.provider, 'a value = with "signs"', 1],
      )
      assert.deepEqual(one?.trail, ['outer', 'inner'])
    },
  },
  {
    id: 'schedules.retry',
    title: 'A tick that fails is delivered again until it is done, as the same.',
    why: documents.lambdaAsync,
    level: 'must',
    needs: ['schedule.retry'],
    async run(subject) {
      const { delivered, seen } = await tick(subject, 'tickFailsTwice')
      assert.deepEqual([delivered[0]?.outcome, delivered[0]?.attempts, seen.length], ['done', 3, 3])
      assert.equal(new Set(seen.map(({ context }) => context.idempotencyKey)).size, 1)
      assert.equal(new Set(seen.map(({ event }) => event.id)).size, 1)
    },
  },
  {
    id: 'schedules.throws',
    title: 'A tick that always fails ends after some attempts, never done.',
    why: documents.lambdaAsync,
    level: 'must',
    needs: ['schedule.retry'],
    async run(subject) {
      const { delivered, seen } = await tick(subject, 'tickThrows')
      assert.notEqual(delivered[0]?.outcome, 'done')
      assert.ok(seen.length > 1 && seen.length === delivered[0]?.attempts, `it was called ${seen.length} times`)
    },
  },
  {
    id: 'schedules.logged',
    title: 'A tick that fails is in the log, with its function, and the next one comes.',
    why: documents.azureErrors,
    level: 'must',
    async run(subject) {
      await tick(subject, 'tickThrows')
      await subject.logged('inner-detail of the tick tickThrows')
      assert.equal((await tick(subject, 'tickWorks')).seen.length, 1)
    },
  },
  {
    id: 'schedules.key',
    title: 'Two times that have come are two, with idempotency keys of their own.',
    why: documents.azureIdempotency,
    level: 'must',
    async run(subject) {
      const { delivered, seen } = await tick(subject, 'tickWorks', 2)
      assert.deepEqual(
        delivered.map(({ outcome }) => outcome),
        ['done', 'done'],
      )
      assert.equal(new Set(seen.map(({ context }) => context.idempotencyKey)).size, 2)
    },
  },
]
