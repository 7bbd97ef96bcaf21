import { describe, expect, it } from 'vitest'
import { deliveryHost, outcomes } from './host-fixtures/deliveries.ts'

const nightly = {
  trigger: 'schedule',
  to: 'nightly',
  items: [{ scheduledAt: new Date('2026-03-01T03:00:00Z') }],
} as const

describe.each([
  ['rule', 'aws.events', 'arn:aws:events:us-east-1:123456789012:rule/nightly', {}],
  ['scheduler', 'aws.scheduler', 'arn:aws:scheduler:us-east-1:123456789012:schedule/default/nightly', '{}'],
])('a tick of a %s', (via, source, arn, detail) => {
  it('has the shape that AWS documents', async () => {
    const { host, takeEvents } = await deliveryHost()
    expect(outcomes(await host.deliver({ ...nightly, via }))).toEqual(['done 1'])
    expect(takeEvents()).toEqual([
      {
        version: '0',
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        'detail-type': 'Scheduled Event',
        source,
        account: '123456789012',
        time: '2026-03-01T03:00:00Z',
        region: 'us-east-1',
        resources: [arn],
        detail,
      },
    ])
  })

  it('is run three times at most, as the same event', async () => {
    const { host, takeEvents } = await deliveryHost({ handler: 'deliveries.refuse' })
    expect(outcomes(await host.deliver({ ...nightly, via }))).toEqual(['dead-lettered 3'])
    expect(new Set(takeEvents().map((event) => JSON.stringify(event))).size).toBe(1)
  })
})

it('is of a rule when nothing is said', async () => {
  const { host, takeEvents } = await deliveryHost()
  await host.deliver(nightly)
  expect(takeEvents()).toMatchObject([{ source: 'aws.events' }])
})
