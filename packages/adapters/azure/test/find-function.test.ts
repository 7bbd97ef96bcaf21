import type { Delivery } from '@rove/core/adapter'
import { expect, it } from 'vitest'
import { type EventFunction, toEventFunctions } from '../src/host/services/event-function.ts'
import { findFunctions } from '../src/host/services/find-function.ts'

const functionsOf = (...list: ReadonlyArray<Readonly<Record<string, string>> & { name: string; type: string }>) =>
  toEventFunctions(
    list.map(({ name, ...binding }) => ({ name, bindings: { in: { direction: 'in', ...binding } } })),
    {},
  )
const find = (functions: readonly EventFunction[], delivery: Pick<Delivery, 'trigger' | 'to' | 'via'>) =>
  findFunctions(functions, { items: [], ...delivery } as Delivery)
    .map(({ name }) => name)
    .join(', ')

const queues = functionsOf(
  { name: 'ship', type: 'queueTrigger', queueName: 'shop-shipments' },
  { name: 'shipments', type: 'queueTrigger', queueName: 'other' },
  { name: 'exact', type: 'queueTrigger', queueName: 'orders' },
  { name: 'suffixed', type: 'queueTrigger', queueName: 'shop-orders' },
  { name: 'bus', type: 'serviceBusTrigger', queueName: 'shop-parcels' },
)

it('prefers the queue’s name, then the function’s, then the queue’s behind the app’s', () => {
  expect(find(queues, { trigger: 'message', to: 'shop-shipments' })).toBe('ship')
  expect(find(queues, { trigger: 'message', to: 'shipments' })).toBe('shipments')
  expect(find(queues, { trigger: 'message', to: 'orders' })).toBe('exact')
  expect(find(queues, { trigger: 'message', to: 'parcels' })).toBe('bus')
  expect(find(queues, { trigger: 'message', to: 'parcels', via: 'service-bus' })).toBe('bus')
})

it('finds a schedule by the name of its function', () => {
  const timers = functionsOf(
    { name: 'nightly', type: 'timerTrigger' },
    { name: 'shop-close-day', type: 'timerTrigger' },
  )
  expect(find(timers, { trigger: 'schedule', to: 'nightly' })).toBe('nightly')
  expect(find(timers, { trigger: 'schedule', to: 'closeDay' })).toBe('shop-close-day')
})

it('takes the one function of Event Grid that does not say what it listens to, and no other', () => {
  const one = functionsOf(
    { name: 'notify', type: 'eventGridTrigger' },
    { name: 'q', type: 'queueTrigger', queueName: 'q' },
  )
  expect(find(one, { trigger: 'event', to: 'order-placed' })).toBe('notify')
  const two = [...one, ...functionsOf({ name: 'scan', type: 'eventGridTrigger' })]
  expect(() => find(two, { trigger: 'event', to: 'order-placed' })).toThrow(/"notify".*"scan".*name the function/)
  expect(find(two, { trigger: 'event', to: 'scan' })).toBe('scan')
  const told = functionsOf(
    { name: 'notify', type: 'eventGridTrigger', topicName: 'shop-order-placed' },
    { name: 'scan', type: 'eventGridTrigger', containerName: 'shop-receipts' },
  )
  expect(find(told, { trigger: 'event', to: 'order-placed' })).toBe('notify')
  expect(find(told, { trigger: 'object', to: 'receipts' })).toBe('scan')
  expect(() => find(told, { trigger: 'event', to: 'refunds' })).toThrow(/No function is registered for event "refunds"/)
})

it('refuses a service for which the function is not registered', () => {
  expect(() => find(queues, { trigger: 'message', to: 'parcels', via: 'storage-queue' })).toThrow(/not registered for/)
  expect(() => find(queues, { trigger: 'change', to: 'orders' })).toThrow(/No function is registered for change/)
})

it('takes all functions with a subscription of their own, and none that compete', () => {
  const many = functionsOf(
    { name: 'notify', type: 'eventGridTrigger', topicName: 'placed' },
    { name: 'count', type: 'eventGridTrigger', topicName: 'placed' },
    { name: 'one', type: 'serviceBusTrigger', topicName: 'refunds', subscriptionName: 'one' },
    { name: 'two', type: 'serviceBusTrigger', topicName: 'refunds', subscriptionName: 'two' },
    { name: 'same', type: 'serviceBusTrigger', topicName: 'rival', subscriptionName: 'same' },
    { name: 'other', type: 'serviceBusTrigger', topicName: 'rival', subscriptionName: 'same' },
    { name: 'a', type: 'queueTrigger', queueName: 'jobs' },
    { name: 'b', type: 'queueTrigger', queueName: 'jobs' },
  )
  expect(find(many, { trigger: 'event', to: 'placed' })).toBe('notify, count')
  expect(find(many, { trigger: 'event', to: 'refunds' })).toBe('one, two')
  expect(() => find(many, { trigger: 'event', to: 'rival' })).toThrow(/name the function/)
  expect(() => find(many, { trigger: 'message', to: 'jobs' })).toThrow(/name the function/)
})
