import { deadLetter, onChange, onEvent, onMessage, onObject, onSchedule, retry } from '@rove/core'
import { isFirst, note } from './activity.ts'
import { activity, orders, placed, receipts, shipments } from './resources.ts'

/** Ships an order. The ferry leaves later, so its first attempt is always too early; some couriers do not exist. */
export const ship = onMessage(
  shipments,
  { concurrency: 5, use: { orders: orders.readWrite, activity: activity.writer } },
  async ({ body, attempt }, { log, use }) => {
    if (body.courier === 'nobody') return deadLetter('there is no such courier')
    if (body.courier === 'ferry' && attempt === 1) return retry({ after: '30s' })
    const order = await use.orders.get(body.orderId)
    if (order) await use.orders.set(order.key, { ...order.value, status: 'shipped' }, { ifVersion: order.version })
    await note(use.activity, 'shipped', `${body.orderId} by ${body.courier}`)
    log.info('order shipped', { orderId: body.orderId, courier: body.courier })
    return undefined
  },
)

/** Tells the customer. The first attempt for a fragile thing fails, as mail servers do. */
export const notify = onEvent(
  placed,
  { use: { activity: activity.writer } },
  async ({ data, attributes }, { idempotencyKey, use }) => {
    if (data.item === 'glass' && (await isFirst(use.activity, idempotencyKey)))
      throw new Error('the mail server is busy')
    await note(use.activity, 'notified', `${data.orderId} (${data.item}, ${attributes.channel ?? 'mail'})`)
  },
)

/** Closes the day. */
export const nightly = onSchedule('0 3 * * *', { use: { activity: activity.writer } }, ({ scheduledAt }, { use }) =>
  note(use.activity, 'closed', scheduledAt.toISOString().slice(0, 10)),
)

/** Looks at each receipt that was stored. */
export const scan = onObject(receipts, 'created', { use: { activity: activity.writer } }, ({ key, size }, { use }) =>
  note(use.activity, key.endsWith('.exe') ? 'quarantined' : 'scanned', `${key} (${size} bytes)`),
)

/** Keeps a trail of what became of each order. */
export const audit = onChange(orders, { use: { activity: activity.writer } }, ({ key, after }, { use }) =>
  note(use.activity, 'audited', `${key}: ${after?.quantity ?? 'no'} x ${after?.item ?? 'nothing'}`),
)
