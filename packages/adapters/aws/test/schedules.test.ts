import { retry } from '@rove/core'
import { describe, expect, it } from 'vitest'
import { busEvent } from './delivery-events.ts'
import { deliver } from './shop.ts'

const rule = 'arn:aws:events:us-east-1:123456789012:rule'
const schedule = 'arn:aws:scheduler:us-east-1:123456789012:schedule/default/nightly'

describe('a tick', () => {
  it.each([
    ['a rule', busEvent('aws.events', 'Scheduled Event', { resources: [`${rule}/shop-nightly`] })],
    ['a rule of a bus', busEvent('aws.events', 'Scheduled Event', { resources: [`${rule}/own-bus/nightly`] })],
    ['the Scheduler', busEvent('aws.scheduler', 'Scheduled Event', { resources: [schedule], detail: '{}' })],
    ['nobody in particular', busEvent('aws.events', 'Scheduled Event')],
  ])('of %s has the time it was due', async (_, event) => {
    const { ticks, result } = await deliver(event)
    expect(ticks).toEqual([
      expect.objectContaining({ id: event.id, scheduledAt: new Date('2017-12-22T18:43:48Z'), data: {} }),
    ])
    expect(result).toBeNull()
  })

  it('of another rule has nobody', async () => {
    const event = busEvent('aws.events', 'Scheduled Event', { resources: [`${rule}/hourly`] })
    await expect(deliver(event)).rejects.toThrow('has no function for the schedule "hourly"')
  })

  it('that somebody else calls a Scheduled Event is an event', async () => {
    await expect(deliver(busEvent('shop', 'Scheduled Event'))).rejects.toThrow('the events of "shop/Scheduled Event"')
  })

  it('fails when its handler does', async () => {
    const event = busEvent('aws.events', 'Scheduled Event', { resources: [`${rule}/nightly`] })
    await expect(deliver(event, { decide: () => retry() })).rejects.toThrow(/1 of 1 deliveries .* schedule 6a7e8feb/)
  })
})

describe('an input of the Scheduler with its keywords', () => {
  it.each([
    {
      'schedule-arn': schedule,
      'scheduled-time': '2022-03-22T18:59:43Z',
      'execution-id': 'd32c5kddcf5bb8c3',
      'attempt-number': '2',
    },
    { scheduleArn: schedule, scheduledAt: '2022-03-22T18:59:43Z', executionId: 'd32c5kddcf5bb8c3', attempt: 2 },
    { any: schedule, time: '2022-03-22T18:59:43Z', attemptNumber: '2' },
  ])('is a tick: %j', async (event) => {
    const { ticks, contexts } = await deliver(event)
    expect(ticks[0]).toMatchObject({
      id: `${schedule}@2022-03-22T18:59:43Z`,
      source: schedule,
      scheduledAt: new Date('2022-03-22T18:59:43Z'),
      data: event,
    })
    expect(contexts[0]?.attempt).toBe(2)
  })

  it('is a direct invocation without them', async () => {
    const { events, ticks } = await deliver({ scheduleArn: 'arn:aws:scheduler:::aws-sdk:sqs:sendMessage' })
    expect([events.length, ticks.length]).toEqual([1, 0])
  })
})
