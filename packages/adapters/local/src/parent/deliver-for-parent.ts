import type { Delivered, Delivery } from '@rove/core/adapter'
import type { Driver } from '../deliver/driver.ts'
import type { Post, Sent, Services } from '../services/services.ts'

/** Delivers what the parent process asks for, by the rules of the in-process services, and tells what became of each item. */
export async function deliverForParent(
  delivery: Delivery,
  { services, driver }: { readonly services: Services; readonly driver: Driver },
): Promise<Delivered[]> {
  const { maxAttempts } = delivery
  // As behind a cloud's service, an event that nobody listens to reaches the app, and fails there.
  const options = { mustBeHeard: true, ...(maxAttempts === undefined ? {} : { maxAttempts }) }
  const sent = toPosts(delivery).map((post) => services.post(post, options))
  await driver.until(() => sent.every((one) => one.every(({ entry }) => entry.fate !== undefined)))
  await services.idle()
  return sent.map(toDelivered)
}

function toPosts(delivery: Delivery): Post[] {
  const { trigger, to, items } = delivery
  switch (trigger) {
    case 'message':
      return items.map(({ group, ...item }) => ({ trigger, to, item, group }))
    case 'event':
      return items.map((item) => ({ trigger, to, item }))
    case 'schedule':
      return items.map((item) => ({ trigger, to, item }))
    case 'object':
      return items.map((item) => ({ trigger, to, item: { ...item, ...propertiesOf(item) } }))
    case 'change':
      return items.map(({ before, after, ...item }) => ({
        trigger,
        to,
        item: { ...item, before: before && JSON.stringify(before), after: after && JSON.stringify(after) },
      }))
  }
}

// A bucket knows size and etag of what was written; what the parent does not say is made up.
function propertiesOf({ kind, size, etag, key }: Extract<Delivery, { trigger: 'object' }>['items'][number]): object {
  if (kind === 'deleted') return {}
  return { size: size ?? 1024, etag: etag ?? Buffer.from(key).toString('hex').padEnd(32, '0').slice(0, 32) }
}

// What several functions listen to is done when it is done by all.
function toDelivered(sent: readonly Sent[]): Delivered {
  const entries = sent.map(({ entry }) => entry).sort((a, b) => b.attempts - a.attempts)
  const isDone = entries.every(({ fate }) => fate?.outcome === 'done')
  const { attempts = 0, delays = [] } = entries[0] ?? {}
  return { outcome: isDone ? 'done' : 'dead-lettered', attempts, delays }
}
