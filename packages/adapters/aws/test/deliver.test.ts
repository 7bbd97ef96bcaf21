import type { Delivery, EventTrigger } from '@rove/core/adapter'
import { describe, expect, it } from 'vitest'
import { deliver, services } from '../src/host/services/deliver.ts'
import type { Lambda } from '../src/host/services/service.ts'
import { deliveryHost, outcomes } from './host-fixtures/deliveries.ts'
import { runtimes } from './host-fixtures/hosts.ts'

const items: { readonly [Trigger in EventTrigger]: Extract<Delivery, { trigger: Trigger }>['items'] } = {
  message: [{ body: '{}' }],
  event: [{ data: '{}' }],
  schedule: [{ scheduledAt: new Date(0) }],
  object: [{ kind: 'created', key: 'ok' }],
  change: [{ kind: 'created', key: '1', after: { plan: 'ok' } }],
}
const one = (trigger: EventTrigger, via?: string): Delivery =>
  ({ trigger, to: 'one', items: items[trigger], ...(via === undefined ? {} : { via }) }) as Delivery
const all = Object.entries(services).flatMap(([trigger, list]) =>
  Object.keys(list).map((via) => [trigger as EventTrigger, via] as const),
)

it('knows the services that the contract names, the default first', () => {
  expect(Object.fromEntries(Object.entries(services).map(([trigger, list]) => [trigger, Object.keys(list)]))).toEqual({
    message: ['sqs', 'sqs-fifo', 'kinesis', 'kafka', 'activemq', 'rabbitmq'],
    event: ['sns', 'sns-sqs', 'eventbridge'],
    schedule: ['rule', 'scheduler'],
    object: ['s3', 'eventbridge', 'sns', 'sqs'],
    change: ['dynamodb'],
  })
})

it('names the services that there are, when asked for another', async () => {
  const { host } = await deliveryHost()
  await expect(host.deliver(one('event', 'sqs'))).rejects.toMatchObject({
    code: 'Unimplemented',
    message: expect.stringContaining('sns, sns-sqs, eventbridge'),
  })
  await expect(host.deliver(one('message', 'constructor'))).rejects.toMatchObject({ code: 'Unimplemented' })
})

it('refuses attempts that are no number of times', async () => {
  const { host } = await deliveryHost()
  for (const maxAttempts of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])
    await expect(host.deliver({ ...one('message'), maxAttempts })).rejects.toMatchObject({ code: 'InvalidArgument' })
})

it('calls nobody when there is nothing to deliver', async () => {
  const { host, takeEvents } = await deliveryHost()
  for (const trigger of Object.keys(services) as EventTrigger[])
    expect(await host.deliver({ trigger, to: 'one', items: [] } as Delivery)).toEqual([])
  expect(takeEvents()).toEqual([])
})

describe.each(all)('%s through %s', (trigger, via) => {
  it('ends for a function that always fails, with everything put aside', async () => {
    let invocations = 0
    const broken: Lambda = {
      reportsItems: true,
      async invoke() {
        invocations += 1
        return { payload: Buffer.from('{}'), functionError: 'Unhandled' }
      },
      async invokeAsync() {
        invocations += 3
        return { condition: 'RetriesExhausted', approximateInvokeCount: 3 }
      },
    }
    const list = Array(25).fill(items[trigger][0])
    const delivered = await deliver({ ...one(trigger, via), items: list, maxAttempts: 4 } as Delivery, broken)
    expect(delivered.map(({ outcome }) => outcome)).toEqual(Array(25).fill('dead-lettered'))
    expect(invocations).toBeLessThanOrEqual(25 * 4)
  })

  it('rejects when Lambda itself refuses', async () => {
    const refuse = async (): Promise<never> => {
      throw new Error('TooManyRequests')
    }
    const refusing: Lambda = { reportsItems: true, invoke: refuse, invokeAsync: refuse }
    await expect(deliver(one(trigger, via), refusing)).rejects.toThrow('TooManyRequests')
  })
})

describe.each(runtimes)('on the runtime %s', (runtime) => {
  it.each(all)('%s through %s reaches the function', async (trigger, via) => {
    const { host, takeEvents } = await deliveryHost({ runtime })
    expect(outcomes(await host.deliver(one(trigger, via)))).toEqual(['done 1'])
    expect(takeEvents()).toHaveLength(1)
  })

  it.each([
    { trigger: 'message', to: 'one', items: [{ body: 'hang' }] },
    { trigger: 'event', to: 'one', items: [{ data: 'hang' }] },
  ] as const)('a $trigger on its way is rejected when the host is stopped', async (delivery) => {
    // A set of options of its own: no other test may have this host.
    const { host, takeEvents } = await deliveryHost({
      runtime,
      timeout: delivery.trigger === 'event' ? 60_000 : 60_001,
    })
    const pending = expect(host.deliver(delivery)).rejects.toThrow()
    await expect.poll(() => takeEvents().length).toBe(1)
    await host.stop()
    await pending
  })
})
