import type { Host } from '@rove/core/adapter'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { callsOf, startEvents } from './deliveries.fixture.ts'

let host: Host
beforeAll(async () => {
  host = await startEvents({ timeout: 400 })
})
afterAll(() => host.stop())

describe.each([
  ['hangs', 'hang', /Timeout value of 400 ms was exceeded by function: Functions\.bus/],
  ['ends its process', 'exit', /Executed 'bus' \(Failed.*the worker ended|The worker ended/i],
])('a function that %s', (_name, body, reason) => {
  it('fails, gets a new worker, and is delivered again until it was often enough', async () => {
    const results = await host.deliver({ trigger: 'message', to: 'bus', items: [{ body }], maxAttempts: 3 })
    expect(results).toMatchObject([{ outcome: 'dead-lettered', attempts: 3 }])
    const calls = callsOf(host, 'bus').filter(({ input }) => input === body)
    expect(new Set(calls.map(({ pid }) => pid)).size).toBe(3)
    expect(host.logs().join('\n')).toMatch(reason)
  })

  it('leaves later deliveries alone', async () => {
    expect(await host.deliver({ trigger: 'message', to: 'bus', items: [{ body: 'fine' }] })).toMatchObject([
      { outcome: 'done', attempts: 1 },
    ])
  })
})

it('fails what was in a worker that ended, long before its own time was over', async () => {
  const patient = await startEvents({ timeout: 60_000 })
  try {
    const items = [{ body: 'hang' }, { body: 'exit' }]
    expect(await patient.deliver({ trigger: 'message', to: 'texts', items, maxAttempts: 2 })).toMatchObject([
      { outcome: 'dead-lettered', attempts: 2 },
      { outcome: 'dead-lettered', attempts: 2 },
    ])
    expect(callsOf(patient, 'texts')).toHaveLength(4)
  } finally {
    await patient.stop()
  }
})

it.each([
  [
    { trigger: 'message', to: 'nowhere', items: [] },
    'NotFound',
    /No function is registered for message "nowhere".*"texts"/,
  ],
  [
    { trigger: 'message', to: 'texts', via: 'sqs', items: [] },
    'InvalidArgument',
    /Azure has no service "sqs".*storage-queue/,
  ],
  [
    { trigger: 'message', to: 'texts', via: 'kafka', items: [] },
    'FailedPrecondition',
    /"texts".*not registered for kafka/,
  ],
  [
    { trigger: 'event', to: 'placed', via: 'event-grid', items: [] },
    'FailedPrecondition',
    /not registered for event-grid/,
  ],
  [{ trigger: 'schedule', to: 'weekly', items: [] }, 'NotFound', /"nightly"/],
  [{ trigger: 'message', to: 'texts', items: [], maxAttempts: 0 }, 'InvalidArgument', /maxAttempts/],
  [
    { trigger: 'message', to: 'texts', items: [], maxAttempts: Number.POSITIVE_INFINITY },
    'InvalidArgument',
    /maxAttempts/,
  ],
] as const)('refuses %j', async (delivery, code, message) => {
  await expect(host.deliver(delivery)).rejects.toMatchObject({ code, message: expect.stringMatching(message) })
})
