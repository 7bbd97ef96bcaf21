import { deadLetter, json, onChange, onEvent, onMessage, onObject, onRequest, onSchedule, retry } from '@rove/core'
import { activity } from './activity.ts'
import { orderRecords, placed, receiptFiles, shipments } from './resources.ts'

/** Ships an order. The ferry leaves later, so its first attempt is always too early; some couriers do not exist. */
export const ship = onMessage(shipments, { concurrency: 5 }, ({ body, attempt }, { log }) => {
  if (body.courier === 'nobody') return deadLetter('there is no such courier')
  if (body.courier === 'ferry' && attempt === 1) return retry({ after: '30s' })
  activity.add('shipped', `${body.orderId} by ${body.courier}`)
  log.info('order shipped', { orderId: body.orderId, courier: body.courier })
  return undefined
})

/** Tells the customer. The first attempt for a fragile thing fails, as mail servers do. */
export const notify = onEvent(placed, ({ data, attributes }, { idempotencyKey }) => {
  if (data.item === 'glass' && activity.isNew(idempotencyKey)) throw new Error('the mail server is busy')
  activity.add('notified', `${data.orderId} (${data.item}, ${attributes.channel ?? 'mail'})`)
})

/** Closes the day. */
export const nightly = onSchedule('0 3 * * *', ({ scheduledAt }) => {
  activity.add('closed', scheduledAt.toISOString().slice(0, 10))
})

/** Looks at each receipt that was stored. */
export const scan = onObject(receiptFiles, 'created', ({ key, size }) => {
  activity.add(key.endsWith('.exe') ? 'quarantined' : 'scanned', `${key} (${size} bytes)`)
})

/** Keeps a trail of what became of each order. */
export const audit = onChange(orderRecords, ({ key, after }) => {
  activity.add('audited', `${key}: ${after?.quantity ?? 'no'} x ${after?.item ?? 'nothing'}`)
})

/** What the functions above did, in an order that does not depend on who was first. */
export const getActivity = onRequest('GET /activity', () => json(activity.list()))
