import { randomBytes } from 'node:crypto'
import { type Delivery, type Message, message, type Sender, types } from 'rhea'

/** How an entity of the peer is. */
export interface EntityOptions {
  /** Messages need a session, and are received by session. */
  readonly sessions?: boolean
  /** A message whose id was seen before is dropped. */
  readonly dedupe?: boolean
  /** Every subscription has each message; a queue is a topic with one that has no name. */
  readonly subscriptions?: readonly string[]
  /** Bytes of a transfer. Default: the standard tier's. */
  readonly maxBytes?: number
  /** All messages of a batch belong to one session, as a partitioned entity demands. */
  readonly partitioned?: boolean
}

/** Why the peer does not take a transfer. */
export interface Refusal {
  readonly condition: string
  readonly description: string
}

/** What a client receives from: a queue, or a subscription. */
interface Store {
  readonly messages: Message[]
  readonly listeners: Set<Listener>
}

/** A link on which messages go to a client, and what the client has not yet completed. */
interface Listener {
  readonly link: Sender
  readonly session: string | undefined
  readonly locked: Map<Delivery, Message>
}

/** The format of a transfer that holds several messages, each encoded in a data section. */
export const batchFormat = 0x80013700

/** A queue or a topic of the peer, in memory. */
export class Entity {
  readonly maxBytes: number
  /** What was sent, also what is not due yet. */
  readonly sent: Message[] = []
  /** The sizes of the batches that were taken. */
  readonly batches: number[] = []
  readonly #options: EntityOptions
  readonly #stores = new Map<string, Store>()
  readonly #seen = new Set<unknown>()
  readonly #timers = new Set<NodeJS.Timeout>()

  constructor(options: EntityOptions) {
    this.#options = options
    this.maxBytes = options.maxBytes ?? 262_144
    for (const name of options.subscriptions ?? ['']) this.#stores.set(name, { messages: [], listeners: new Set() })
  }

  /** Takes what a transfer holds, all or nothing. */
  take(transfer: { readonly format: number; readonly content: Message | Buffer }): Refusal | undefined {
    const { format, content } = transfer
    const size = Buffer.isBuffer(content) ? content.length : message.encode(content).length
    if (size > this.maxBytes) {
      const description = `The received message (size:${size} bytes) exceeds the limit (${this.maxBytes} bytes) currently allowed on the link.`
      return { condition: 'amqp:link:message-size-exceeded', description }
    }
    const messages = format === batchFormat ? inBatch(content as Buffer) : [content as Message]
    const refusal = this.#refusalOf(messages)
    if (refusal) return refusal
    if (format === batchFormat) this.batches.push(messages.length)
    for (const one of messages) this.#add(one)
    return undefined
  }

  /** Opens a link on which messages go to a client. @returns false where there is no session that has any */
  listen(link: Sender, subscription: string, session: string | null | undefined): string | undefined | false {
    const store = this.#stores.get(subscription)
    if (store === undefined) return false
    const chosen = this.#options.sessions ? (session ?? store.messages[0]?.group_id) : undefined
    if (this.#options.sessions && chosen === undefined) return false
    store.listeners.add({ link, session: chosen, locked: new Map() })
    return chosen
  }

  /** How many messages wait for a client, by session; those of a queue without sessions have none. */
  waiting(subscription = ''): Map<string | undefined, number> {
    const counts = new Map<string | undefined, number>()
    for (const { group_id } of this.#stores.get(subscription)?.messages ?? []) {
      const session = this.#options.sessions ? group_id : undefined
      counts.set(session, (counts.get(session) ?? 0) + 1)
    }
    return counts
  }

  /** A client has completed a message. */
  settle(delivery: Delivery): void {
    for (const store of this.#stores.values()) for (const { locked } of store.listeners) locked.delete(delivery)
  }

  /** Hands over what clients have credit for; what a client left uncompleted goes to the next one. */
  pump(): void {
    for (const { messages, listeners } of this.#stores.values()) {
      for (const one of listeners) {
        if (!one.link.is_closed()) continue
        listeners.delete(one)
        messages.unshift(...one.locked.values())
      }
      for (const { link, session, locked } of listeners) {
        while (link.sendable()) {
          const at = messages.findIndex((each) => session === undefined || each.group_id === session)
          const [next] = at < 0 ? [] : messages.splice(at, 1)
          if (next === undefined) break
          // The tag is the lock's token.
          locked.set(link.send(next, randomBytes(16)), next)
        }
      }
    }
  }

  /** Forgets what is not due yet. */
  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer)
  }

  #refusalOf(messages: readonly Message[]): Refusal | undefined {
    const { sessions = false, partitioned = false } = this.#options
    const groups = new Set(messages.map(({ group_id }) => group_id))
    if (sessions && groups.has(undefined)) {
      return {
        condition: 'amqp:not-allowed',
        description: 'The SessionId was not set on a message, and it cannot be sent to the entity.',
      }
    }
    if (!partitioned || groups.size < 2) return undefined
    return { condition: 'amqp:not-allowed', description: 'All messages of a batch must have the same SessionId.' }
  }

  #add(one: Message): void {
    if (this.#options.dedupe && this.#seen.has(one.message_id)) return
    this.#seen.add(one.message_id)
    this.sent.push(one)
    const due = Number(one.message_annotations?.['x-opt-scheduled-enqueue-time'] ?? 0)
    if (due <= Date.now()) {
      this.#enqueue(one)
      return
    }
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      this.#enqueue(one)
    }, due - Date.now())
    this.#timers.add(timer)
  }

  #enqueue(one: Message): void {
    const annotations = {
      ...one.message_annotations,
      'x-opt-sequence-number': types.wrap_long(this.sent.indexOf(one) + 1),
      'x-opt-enqueued-time': types.wrap_timestamp(Date.now()),
    }
    for (const store of this.#stores.values()) store.messages.push({ ...one, message_annotations: annotations })
    this.pump()
  }
}

/** The messages of a batch. */
function inBatch(content: Buffer): Message[] {
  const { body } = message.decode(content) as unknown as { readonly body: { readonly content: Buffer | Buffer[] } }
  return [body.content].flat().map((one) => message.decode(one) as unknown as Message)
}
