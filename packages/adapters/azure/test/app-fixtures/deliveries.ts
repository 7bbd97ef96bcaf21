import {
  app,
  bucket,
  deadLetter,
  kv,
  onChange,
  onEvent,
  onMessage,
  onObject,
  onSchedule,
  queue,
  retry,
  topic,
} from '@rove/core'
import { adapt } from '../../src/index.ts'

const carried = {
  'storage-queue': queue('letters'),
  'service-bus': queue('parcels'),
  sessions: queue('ordered-parcels', { ordered: true }),
  'event-hubs': queue('readings', { maxAttempts: 2 }),
  kafka: queue('records', { maxAttempts: 1 }),
}

const note = (what: object) => console.log(`seen ${JSON.stringify(what)}`)

const onLetter = (source: (typeof carried)[keyof typeof carried]) =>
  onMessage(source, ({ body, attempt, attributes }) => {
    note({ queue: source.name, body: body instanceof Uint8Array ? [...body] : body, attempt, attributes })
    if (body === 'late' && attempt === 1) return retry({ after: '30s' })
    if (body === 'hopeless') return deadLetter('on purpose')
    if (body === 'broken') throw new Error('on purpose')
    return undefined
  })

const placed = topic('order-placed')
const receipts = bucket('receipts')

const shop = app('shop', {
  letters: onLetter(carried['storage-queue']),
  parcels: onLetter(carried['service-bus']),
  orderedParcels: onLetter(carried.sessions),
  readings: onLetter(carried['event-hubs']),
  records: onLetter(carried.kafka),
  notify: onEvent(placed, ({ data, attributes }) => note({ event: data, attributes })),
  count: onEvent(topic('counted'), ({ data }) => note({ counted: data })),
  nightly: onSchedule('0 3 * * *', ({ scheduledAt }) => note({ tick: scheduledAt })),
  stored: onObject(receipts, 'created', ({ key, size }) => note({ created: key, size })),
  removed: onObject(receipts, 'deleted', ({ key }) => note({ deleted: key })),
  audit: onChange(kv('orders'), ({ key, kind, after }) => note({ key, kind, after })),
})

export const handler = adapt(shop, {
  services: {
    queue: { parcels: 'service-bus', readings: 'event-hubs', records: 'kafka' },
    topic: { counted: 'service-bus' },
  },
})
