import { bucket, kv, queue, topic } from '@rove/core'
import { z } from 'zod'
import type { Order } from './orders.ts'

/** What the shop owns, by logical names; each provider has its own for them. */
export const orders = kv<Order>('orders')
export const counters = kv<number>('counters')
export const activity = kv<string>('activity')
export const receipts = bucket('receipts')
export const shipments = queue('shipments', {
  schema: z.object({ orderId: z.string(), courier: z.enum(['bike', 'ferry', 'nobody']).default('bike') }),
})
export const placed = topic('order-placed', { schema: z.object({ orderId: z.string(), item: z.string() }) })
