import { describe, expect, it } from 'vitest'
import type { DecodedDelivery } from '../src/adapter/index.ts'
import {
  app,
  bucket,
  kv,
  onChange,
  onEvent,
  onMessage,
  onObject,
  onSchedule,
  queue,
  retry,
  topic,
} from '../src/index.ts'
import { delivering, message } from './delivery.fixture.ts'

const called: string[] = []
const note = (name: string) => (): void => void called.push(name)
const shop = app('shop', {
  ship: onMessage(queue('shipments'), note('ship')),
  refund: onMessage(queue('refunds'), note('refund')),
  notify: onEvent(topic('order-placed'), note('notify')),
  count: onEvent(topic('order-placed'), note('count')),
  closeDay: onSchedule('@daily', note('closeDay')),
  scan: onObject(bucket('receipts'), 'created', note('scan')),
  forget: onObject(bucket('receipts'), 'deleted', note('forget')),
  audit: onChange(kv('orders'), note('audit')),
})

const base = { id: '1', source: 's', payload: { value: undefined } }
async function whoGets(
  delivery: Partial<DecodedDelivery>,
  options?: Parameters<typeof delivering>[1],
): Promise<string[]> {
  called.length = 0
  await delivering(shop, options).deliver({ deliveries: [{ ...base, ...delivery } as DecodedDelivery] })
  return [...called]
}

describe('a delivery finds', () => {
  it.each([
    ['the queue’s function by its logical name', { trigger: 'message', names: ['shipments'] }, ['ship']],
    ['it by the name behind the app’s', { trigger: 'message', names: ['shop-refunds'] }, ['refund']],
    ['it by the function’s own name', { trigger: 'message', function: 'refund', names: ['shipments'] }, ['refund']],
    ['every listener of a topic', { trigger: 'event', names: ['unknown', 'order-placed'] }, ['notify', 'count']],
    [
      'the schedule by its function, in the case of resources',
      { trigger: 'schedule', names: ['shop-close-day'] },
      ['closeDay'],
    ],
    ['the only schedule when nothing is named', { trigger: 'schedule', names: [] }, ['closeDay']],
    [
      'the function for what happened to an object',
      { trigger: 'object', kind: 'deleted', key: 'k', names: ['receipts'] },
      ['forget'],
    ],
    ['the store’s function', { trigger: 'change', kind: 'updated', key: 'k', names: ['shop-orders'] }, ['audit']],
  ])('%s', async (_, delivery, names) => {
    expect(await whoGets(delivery as Partial<DecodedDelivery>)).toEqual(names)
  })

  it('a resource by the name that the app was adapted with, or that the environment says', async () => {
    const native: Partial<DecodedDelivery> = { trigger: 'message', names: ['courier_inbox'] }
    expect(await whoGets(native, { resources: { queue: { shipments: 'courier_inbox' } } })).toEqual(['ship'])
    for (const value of [
      'courier_inbox',
      'arn:aws:sqs:eu-west-1:1:courier_inbox.fifo',
      'https://sqs/1/courier_inbox',
    ]) {
      expect(await whoGets(native, { env: { ROVE_QUEUE_REFUNDS: value } })).toEqual(['refund'])
    }
    expect(await whoGets({ trigger: 'event', names: ['T'] }, { env: { ROVE_TOPIC_ORDER_PLACED: 'x:T' } })).toHaveLength(
      2,
    )
  })

  it('what is inside it, when nobody listens to the outside', async () => {
    const object = { ...base, trigger: 'object', kind: 'created', key: 'k', names: ['receipts'] } as DecodedDelivery
    const event = {
      ...base,
      trigger: 'event',
      names: ['bucket-events'],
      inner: () => [object, object],
    } as DecodedDelivery
    expect(await whoGets({ trigger: 'message', names: ['inbox'], inner: () => [event] })).toEqual(['scan', 'scan'])
    expect(await whoGets({ trigger: 'message', names: ['shipments'], inner: () => [event] })).toEqual(['ship'])
    expect(await whoGets({ trigger: 'message', names: ['inbox'], inner: () => [] })).toEqual([])
  })
})

describe('a delivery that nobody handles', () => {
  it.each([
    [
      'another queue',
      { trigger: 'message', names: ['returns', 'shop-returns'] },
      'the messages of "returns" or "shop-returns"',
    ],
    ['no queue of several', { trigger: 'message', names: [] }, 'the messages of s (which it does not name)'],
    [
      'another kind of object event',
      { trigger: 'object', kind: 'created', key: 'k', names: ['photos'] },
      'the objects of "photos" (created)',
    ],
    ['a function of another trigger', { trigger: 'event', function: 'ship', names: [] }, '"ship" (trigger event)'],
    [
      'an inside of which not all is known',
      { trigger: 'message', names: ['inbox'], inner: () => [message('a'), { ...message('b'), names: ['shipments'] }] },
      'the messages of "inbox"',
    ],
  ])('%s fails the invocation, and names what came and what is handled', async (_, delivery, what) => {
    const failing = whoGets(delivery as Partial<DecodedDelivery>)
    await expect(failing).rejects.toThrow(`The app "shop" has no function for ${what}.`)
    await expect(failing).rejects.toThrow('the messages of "shipments" (ship)')
    expect(called).toEqual([])
  })

  it('beside others that are handled is retried, and logged', async () => {
    const { deliver, logs } = delivering(shop)
    const outcomes = await deliver({ deliveries: [{ ...message('a'), names: ['shipments'] }, message('b')] })
    expect(outcomes.map(({ kind }) => kind)).toEqual(['done', 'retry'])
    expect(logs).toMatchObject([{ level: 'error', message: expect.stringContaining('"jobs"'), fields: { event: 'b' } }])
  })
})

it('a delivery to several functions is done when all have done it, and waits for the least', async () => {
  const news = topic('news')
  const two = app('shop', {
    first: onEvent(news, () => retry({ after: '1m' })),
    second: onEvent(news, () => retry({ after: '5s' })),
    third: onEvent(news, () => undefined),
  })
  const event = { ...base, trigger: 'event', names: ['news'] } as DecodedDelivery
  expect(await delivering(two).deliver({ deliveries: [event] })).toEqual([{ kind: 'retry', after: 5000 }])
})
