import { readFile } from 'node:fs/promises'
import type { Delivery } from '@rove/core/adapter'
import type { SentDelivery } from './sent.ts'

/** A delivery kept as data. */
export type NamedDelivery = Delivery & { readonly name: string }

/**
 * Reads the deliveries of a `.json` file: a list of `{ "name", "trigger", "to", "items", "via"?, "maxAttempts"? }`. The
 * items are those of a host's `deliver`, as JSON: a `body` or `data` that is no text is sent as JSON text, one of the
 * form `{ "base64": "…" }` as bytes; `scheduledAt` is written in RFC 3339. In place of a list, `"items": "sent"` is what the
 * app itself has sent to the queue or topic before.
 * @throws Error that names the file and the delivery for what cannot be read
 */
export async function readDeliveryFile(file: string): Promise<Array<NamedDelivery | SentDelivery>> {
  const list: unknown = parse(await readFile(file, 'utf8'), file)
  if (!Array.isArray(list)) throw new Error(`${file}: expected a list of deliveries.`)
  return list.map((one: unknown, index) => toDelivery(one, `${file}, delivery ${index + 1}`))
}

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new Error(`${file} is not JSON: ${(cause as Error).message}`, { cause })
  }
}

const readers: Readonly<Record<Delivery['trigger'], (item: Fields) => unknown>> = {
  message: (item) => ({ ...item, body: toContent(item.body) }),
  event: (item) => ({ ...item, data: toContent(item.data) }),
  schedule: (item) => ({ scheduledAt: toDate(item.scheduledAt) }),
  object: (item) => item,
  change: (item) => item,
}

type Fields = Readonly<Record<string, unknown>>

function toDelivery(value: unknown, where: string): NamedDelivery | SentDelivery {
  const { name, trigger, to, items, ...rest } = value as Fields
  const read = readers[trigger as Delivery['trigger']]
  if (typeof name === 'string' && typeof to === 'string' && items === 'sent' && canBeSent(trigger)) {
    return { ...rest, name, trigger, to, items }
  }
  if (typeof name !== 'string' || typeof to !== 'string' || !Array.isArray(items) || read === undefined) {
    throw new Error(
      `${where}: expected "name", "to", a list of "items" (or "sent", for a message or an event), and a "trigger" that is one of ${Object.keys(readers).join(', ')}.`,
    )
  }
  try {
    // The shapes of the items are the host's to refuse: it knows what its provider takes.
    return { ...rest, name, trigger, to, items: items.map((item: Fields) => read(item)) } as NamedDelivery
  } catch (cause) {
    throw new Error(`${where} (${name}): ${(cause as Error).message}`, { cause })
  }
}

function canBeSent(trigger: unknown): trigger is 'message' | 'event' {
  return trigger === 'message' || trigger === 'event'
}

function toContent(value: unknown): string | Uint8Array {
  if (typeof value === 'string') return value
  if (value === undefined) throw new Error('an item has no "body" (or "data", for an event).')
  const { base64, ...others } = value as { readonly base64?: unknown }
  const isBytes = typeof base64 === 'string' && Object.keys(others).length === 0
  return isBytes ? new Uint8Array(Buffer.from(base64, 'base64')) : JSON.stringify(value)
}

function toDate(value: unknown): Date {
  const date = new Date(String(value))
  if (Number.isNaN(date.getTime())) throw new Error(`"scheduledAt" is not a time: ${JSON.stringify(value)}.`)
  return date
}
