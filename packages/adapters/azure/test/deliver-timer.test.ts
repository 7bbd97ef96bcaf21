import type { Host } from '@rove/core/adapter'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { callsOf, startEvents } from './deliveries.fixture.ts'

let host: Host
beforeAll(async () => {
  host = await startEvents()
})
afterAll(() => host.stop())

const at = (...times: string[]) => times.map((time) => ({ scheduledAt: new Date(time) }))

it('hands over when it was due and when it came before', async () => {
  const items = at('2026-03-01T03:00:00Z', '2026-03-02T03:00:00Z')
  expect(await host.deliver({ trigger: 'schedule', to: 'nightly', items })).toEqual([
    { outcome: 'done', attempts: 1, delays: [] },
    { outcome: 'done', attempts: 1, delays: [] },
  ])
  expect(callsOf(host, 'nightly').map(({ input }) => input)).toEqual([
    {
      schedule: { adjustForDST: true },
      scheduleStatus: {
        last: '0001-01-01T00:00:00',
        next: '2026-03-01T03:00:00+00:00',
        lastUpdated: '0001-01-01T00:00:00',
      },
      isPastDue: false,
    },
    {
      schedule: { adjustForDST: true },
      scheduleStatus: {
        last: '2026-03-01T03:00:00+00:00',
        next: '2026-03-02T03:00:00+00:00',
        lastUpdated: '2026-03-01T03:00:00+00:00',
      },
      isPastDue: false,
    },
  ])
})

it('has no status where the times are not kept', async () => {
  await host.deliver({ trigger: 'schedule', to: 'unmonitored', items: at('2026-03-01T03:00:00Z') })
  expect(callsOf(host, 'unmonitored')[0]?.input).toMatchObject({ scheduleStatus: null })
})

it('is not run again when it fails, and the next one comes all the same', async () => {
  const items = at('2026-03-01T03:00:00Z', '2026-03-02T03:00:00Z')
  expect(await host.deliver({ trigger: 'schedule', to: 'broken', items, maxAttempts: 5 })).toEqual([
    { outcome: 'dropped', attempts: 1, delays: [] },
    { outcome: 'dropped', attempts: 1, delays: [] },
  ])
  expect(callsOf(host, 'broken')).toHaveLength(2)
})

it('is run again by its own policy, and told which run it is', async () => {
  const items = at('2026-03-01T03:00:00Z')
  expect(await host.deliver({ trigger: 'schedule', to: 'patient', items })).toEqual([
    { outcome: 'dropped', attempts: 3, delays: [undefined, undefined] },
  ])
  const retries = callsOf(host, 'patient').map(({ retry }) => retry)
  expect(retries).toEqual([
    undefined,
    { retryCount: 1, maxRetryCount: 2, exception: { message: expect.stringContaining('on purpose') } },
    { retryCount: 2, maxRetryCount: 2, exception: { message: expect.stringContaining('on purpose') } },
  ])
})
