import { expectTypeOf, it } from 'vitest'
import {
  bucket,
  type ChangeKind,
  idempotent,
  kv,
  onChange,
  onEvent,
  onMessage,
  onObject,
  onSchedule,
  type Queue,
  queue,
  retry,
  type Schema,
  topic,
} from '../src/index.ts'

interface Shipment {
  readonly orderId: string
}
const schema = {} as Schema<Shipment>
const nothing = (): void => undefined

it('types a message, an event and a change by what was declared', () => {
  expectTypeOf(queue('jobs', { schema })).toEqualTypeOf<Queue<Shipment>>()
  onMessage(queue('jobs', { schema }), ({ body, attempt }) => {
    expectTypeOf(body).toEqualTypeOf<Shipment>()
    expectTypeOf(attempt).toEqualTypeOf<number>()
  })
  onMessage(queue('jobs'), { concurrency: 2 }, ({ body }) => expectTypeOf(body).toBeUnknown() as never)
  onEvent(topic('news', { schema }), async ({ data }) => {
    expectTypeOf(data).toEqualTypeOf<Shipment>()
    return retry({ after: '30s' })
  })
  onChange(kv<Shipment>('orders'), ({ kind, before, after }) => {
    expectTypeOf(kind).toEqualTypeOf<ChangeKind>()
    expectTypeOf(before).toEqualTypeOf<Shipment | undefined>()
    expectTypeOf(after?.orderId).toEqualTypeOf<string | undefined>()
  })
  onSchedule('@daily', ({ scheduledAt }) => expectTypeOf(scheduledAt).toEqualTypeOf<Date>() as never)
  onObject(bucket('files'), 'created', ({ size }) => expectTypeOf(size).toEqualTypeOf<number | undefined>() as never)
})

it('refuses what is no outcome and what is no resource', () => {
  // @ts-expect-error a text is no outcome
  onMessage(queue('jobs'), () => 'retry')
  // @ts-expect-error a topic is no queue
  const wrong = (): unknown => onMessage(topic('news'), nothing)
  // @ts-expect-error an object is created or deleted
  const kind = (): unknown => onObject(bucket('files'), 'updated', nothing)
  // @ts-expect-error the middleware of messages is not that of requests
  const layer = (): unknown => onMessage(queue('jobs'), { middleware: [(request: Request) => request] }, nothing)
  expectTypeOf(wrong).toBeFunction()
  expectTypeOf(kind).toBeFunction()
  expectTypeOf(layer).toBeFunction()
})

it('types the key of idempotent by the event', () => {
  const store = kv('handled')
  const key = { store, key: ({ body }: { readonly body: Shipment }) => body.orderId }
  onMessage(queue('jobs', { schema }), { middleware: [idempotent(key)] }, nothing)
  const inferred = { middleware: [idempotent<{ readonly kind: ChangeKind }>({ store, key: ({ kind }) => kind })] }
  onChange(kv('orders'), inferred, nothing)
  // @ts-expect-error a message has no kind
  onMessage(queue('jobs'), inferred, nothing)
})
