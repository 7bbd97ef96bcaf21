import type { KvDriver } from '../src/adapter/index.ts'
import {
  app,
  type EventHandler,
  type EventMiddleware,
  idempotent,
  type Kv,
  kv,
  type Message,
  onMessage,
} from '../src/index.ts'
import { delivering, jobs, message, type TestBatch } from './delivery.fixture.ts'
import { memoryKv, sourceOf } from './drivers.fixture.ts'

export const handled: Kv = kv('handled')
export const layer: EventMiddleware = idempotent({ store: handled })
export const one: TestBatch = { deliveries: [message('1')] }

interface Setting {
  readonly driver?: KvDriver
  readonly middleware?: ReadonlyArray<EventMiddleware<Message>>
  readonly eventMiddleware?: readonly EventMiddleware[]
  readonly deadlineIn?: number
}

/** An app with one function, which has the layer, and a store. */
export function shop(
  handler: EventHandler<Message>,
  { driver = memoryKv(), middleware = [layer], eventMiddleware = [], deadlineIn }: Setting = {},
): ReturnType<typeof delivering> {
  const work = onMessage(jobs, { middleware }, handler)
  return delivering(app('shop', { work }, { eventMiddleware }), {
    bindings: [sourceOf('kv', driver)],
    ...(deadlineIn === undefined ? {} : { deadlineIn }),
  })
}
