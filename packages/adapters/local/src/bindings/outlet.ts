import type { Clock } from '../services/clock.ts'
import type { ChangeItem, EventItem, MessageItem, ObjectItem, PostOptions } from '../services/entry.ts'

/** What drivers need of the in-process services: where they send, and whom they tell. */
export interface Outlet {
  readonly clock: Clock
  newId(): string
  send(queue: string, message: MessageItem, options: PostOptions & { readonly group?: string }): unknown
  publish(topic: string, event: EventItem, options: PostOptions): unknown
  objectChanged(bucket: string, object: ObjectItem): void
  valueChanged(store: string, change: ChangeItem): void
}
