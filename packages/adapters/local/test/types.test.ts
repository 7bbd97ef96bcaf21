import { bucket, kv, type Queue, queue, topic } from '@rove/core'
import { expectTypeOf, it } from 'vitest'
import type { DeliveryReport, LocalClient, ToldChange, ToldObject } from '../src/index.ts'

interface Order {
  readonly quantity: number
}

// Checked by tsc; nothing here is run.
const uses = (shop: LocalClient): void => {
  const [orders, files, jobs, news] = [kv<Order>('orders'), bucket('files'), queue('jobs'), topic('news')]
  const typed = jobs as Queue<{ readonly id: string }>
  const changes = shop.deliver(orders, [{ key: '1', after: { quantity: 1 } }])
  expectTypeOf(changes).resolves.toEqualTypeOf<DeliveryReport<ToldChange<Order>>>()
  expectTypeOf(shop.deliver(files, [{ key: 'a' }])).resolves.toEqualTypeOf<DeliveryReport<ToldObject>>()
  // A test may send what the type does not allow: that is what a schema is for.
  expectTypeOf(shop.deliver(typed, [{ id: 1 }])).resolves.toEqualTypeOf<DeliveryReport<{ id: number }>>()
  expectTypeOf(shop.deliver(news, ['x'], { raw: true })).resolves.toEqualTypeOf<DeliveryReport<string | Uint8Array>>()
  expectTypeOf(shop.deliver(jobs, [{ customer: 'c' }], { group: ({ customer }) => customer })).resolves.toHaveProperty(
    'done',
  )
  // @ts-expect-error a value of the store's own type
  shop.deliver(orders, [{ key: '1', after: { quantity: 'many' } }])
  // @ts-expect-error what is delivered raw is text or bytes
  shop.deliver(jobs, [{ id: 1 }], { raw: true })
  // @ts-expect-error an object has a key
  shop.deliver(files, [{ size: 1 }])
  // @ts-expect-error a list, always
  shop.deliver(jobs, { id: 1 })
}

it('types what is delivered', () => {
  expectTypeOf(uses).toBeFunction()
})
