import type {
  LocalBucketEvent,
  LocalEvent,
  LocalKvEvent,
  LocalQueueEvent,
  LocalRecord,
  LocalScheduleEvent,
  LocalTopicEvent,
} from '../codecs/local-event.ts'
import type { Address } from './address.ts'
import type { ChangeItem, Entry, EventItem, ItemOf, MessageItem, ObjectItem, TickItem } from './entry.ts'

type Batch<Item> = ReadonlyArray<Entry<Item>>

/** Makes the native event of a batch. It shares nothing with the entries that a handler could change. */
export function toNativeEvent(address: Address, batch: Batch<ItemOf[keyof ItemOf]>): LocalEvent {
  const { trigger, name } = address
  const head = { name, ...(address.function === undefined ? {} : { function: address.function }) }
  switch (trigger) {
    case 'message':
      return {
        service: 'rove.queue',
        ...head,
        ordered: address.ordered,
        records: toMessages(batch as Batch<MessageItem>),
      }
    case 'event':
      return { service: 'rove.topic', ...head, records: toTopicRecords(batch as Batch<EventItem>) }
    case 'schedule':
      return { service: 'rove.schedule', ...head, records: toTicks(batch as Batch<TickItem>) }
    case 'object':
      return { service: 'rove.bucket', ...head, records: toObjects(batch as Batch<ObjectItem>) }
    case 'change':
      return { service: 'rove.kv', ...head, records: toChanges(batch as Batch<ChangeItem>) }
  }
}

function toMessages(batch: Batch<MessageItem>): LocalQueueEvent['records'] {
  return batch.map((entry) => {
    const { body, contentType, attributes } = entry.item
    const { group } = entry
    return {
      ...toRecord(entry),
      body: copy(body),
      ...said({ contentType, group, attributes: attributes && { ...attributes } }),
    }
  })
}

function toTopicRecords(batch: Batch<EventItem>): LocalTopicEvent['records'] {
  return batch.map((entry) => {
    const { data, contentType, attributes } = entry.item
    return {
      ...toRecord(entry),
      data: copy(data),
      ...said({ contentType, attributes: attributes && { ...attributes } }),
    }
  })
}

function toTicks(batch: Batch<TickItem>): LocalScheduleEvent['records'] {
  return batch.map((entry) => ({ ...toRecord(entry), scheduledAt: entry.item.scheduledAt.toISOString() }))
}

function toObjects(batch: Batch<ObjectItem>): LocalBucketEvent['records'] {
  return batch.map((entry) => {
    const { kind, key, size, etag, contentType, version } = entry.item
    return { ...toRecord(entry), kind, key, ...said({ size, etag, contentType, version }) }
  })
}

function toChanges(batch: Batch<ChangeItem>): LocalKvEvent['records'] {
  return batch.map((entry) => {
    const { kind, key, before, after } = entry.item
    return { ...toRecord(entry), kind, key, ...said({ before, after }) }
  })
}

function toRecord({ id, attempts, sentAt }: Entry): LocalRecord {
  return { id, attempt: attempts, time: new Date(sentAt).toISOString() }
}

function copy(content: string | Uint8Array): string | Uint8Array {
  return typeof content === 'string' ? content : new Uint8Array(content)
}

/** The fields that are there. */
function said<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>
  }
}
