import type { OutgoingMessage, SendDriver, SendResult } from '../adapter/driver.ts'
import { toMilliseconds } from '../duration.ts'
import { RoveError } from '../errors.ts'
import { seal } from '../events/envelope.ts'
import type { Attributes } from '../events/types.ts'
import { type Schema, validate } from '../schema.ts'
import type { ClientScope } from './access.ts'
import { byteLength } from './check-key.ts'
import { type Operation, operate, wrap } from './operate.ts'
import type { PublishOptions, QueueSender, SendOptions, SentBatch, TopicPublisher } from './send.ts'

interface Outgoing {
  readonly id: string
  readonly message: OutgoingMessage
}

/** What queues and topics have in common: envelope, schema, limits, batches. */
class Sender {
  readonly #name: string
  readonly #driver: SendDriver
  readonly #schema: Schema | undefined
  readonly #scope: ClientScope

  constructor(name: string, parts: { driver: SendDriver; schema: Schema | undefined; scope: ClientScope }) {
    this.#name = name
    this.#driver = parts.driver
    this.#schema = parts.schema
    this.#scope = parts.scope
  }

  get driver(): SendDriver {
    return this.#driver
  }

  async sendOne(outgoing: Outgoing): Promise<{ readonly id: string }> {
    const { failed } = await this.sendAll([outgoing])
    if (failed[0]) throw failed[0].error
    return { id: outgoing.id }
  }

  async sendAll(list: readonly Outgoing[]): Promise<SentBatch> {
    const ids: Array<string | undefined> = list.map(() => undefined)
    const failed: Array<{ readonly index: number; readonly error: RoveError }> = []
    // What is sent a second time may be there twice: receivers know it by its id, which stays the same.
    const operation: Operation = {
      name: this.#name,
      driver: this.#driver,
      repeatable: true,
      signal: this.#scope.signal,
    }
    for (const batch of this.#toBatches(list)) {
      const messages = batch.map((index) => (list[index] as Outgoing).message)
      const results = await this.#sendBatch(operation, messages)
      for (const [place, index] of batch.entries()) {
        const result = results[place] ?? { error: new Error('The service did not say what became of it.') }
        if ('error' in result) failed.push({ index, error: wrap(operation, result.error) })
        else ids[index] = list[index]?.id
      }
    }
    return { ids, failed }
  }

  /** Sends a batch; one of which nothing was taken is repeated like a call that failed. */
  async #sendBatch(operation: Operation, messages: readonly OutgoingMessage[]): Promise<readonly SendResult[]> {
    let refused: readonly SendResult[] | undefined
    try {
      return await operate(operation, async () => {
        refused = undefined
        const results = await this.#driver.send(messages)
        const [first] = results
        if (first === undefined || !('error' in first) || results.some((one) => 'id' in one)) return results
        refused = results
        throw first.error
      })
    } catch (error) {
      return refused ?? messages.map(() => ({ error }))
    }
  }

  async prepare(value: unknown, options: SendOptions & PublishOptions): Promise<Outgoing> {
    const data = this.#schema === undefined ? value : await validate(this.#schema, value, `value for ${this.#name}`)
    const { attributes = {}, type, subject, delay, group, dedupeKey } = options
    checkAttributes(this.#name, attributes)
    const id = crypto.randomUUID()
    const { traceparent, tracestate } = this.#scope.trace
    const text = seal({ id, time: new Date().toISOString(), type, subject, data, attributes, traceparent, tracestate })
    const { limits, service } = this.#driver
    if (byteLength(text) > limits.message) {
      throw new RoveError(
        'InvalidArgument',
        `${this.#name}: the message has ${byteLength(text)} bytes with its envelope; a message of ${service} has at most ${limits.message}. Put the content into a bucket and send its key.`,
      )
    }
    return { id, message: { text, delay: this.#toDelay(delay), group, dedupeKey } }
  }

  #toDelay(delay: SendOptions['delay']): number | undefined {
    if (delay === undefined) return undefined
    const seconds = Math.ceil(toMilliseconds(delay) / 1000)
    const { limits, service } = this.#driver
    if (seconds <= limits.delay) return seconds
    const why = limits.delay === 0 ? 'cannot delay messages' : `delays a message by at most ${limits.delay} seconds`
    throw new RoveError(limits.delay === 0 ? 'Unimplemented' : 'InvalidArgument', `${this.#name}: ${service} ${why}.`)
  }

  /** Indexes, in batches that the service takes. */
  #toBatches(list: readonly Outgoing[]): number[][] {
    const { batchItems, batchBytes } = this.#driver.limits
    const batches: number[][] = []
    let size = 0
    for (const [index, { message }] of list.entries()) {
      const bytes = byteLength(message.text)
      const last = batches.at(-1)
      if (last && last.length < batchItems && size + bytes <= batchBytes) {
        last.push(index)
        size += bytes
      } else {
        batches.push([index])
        size = bytes
      }
    }
    return batches
  }
}

/** The one client of queues. */
export class QueueClient<Body> implements QueueSender<Body> {
  readonly #sender: Sender
  readonly #queue: { readonly name: string; readonly ordered: boolean }

  constructor(
    queue: { readonly name: string; readonly ordered: boolean; readonly schema: Schema<Body> | undefined },
    driver: SendDriver,
    scope: ClientScope,
  ) {
    this.#queue = queue
    this.#sender = new Sender(`queue.send ${queue.name}`, { driver, schema: queue.schema, scope })
  }

  async send(body: Body, options: SendOptions = {}): Promise<{ readonly id: string }> {
    return this.#sender.sendOne(await this.#prepare(body, options))
  }

  async sendBatch(messages: ReadonlyArray<{ readonly body: Body } & SendOptions>): Promise<SentBatch> {
    const prepared = await Promise.all(messages.map(({ body, ...options }) => this.#prepare(body, options)))
    return this.#sender.sendAll(prepared)
  }

  #prepare(body: Body, options: SendOptions): Promise<Outgoing> {
    const { name, ordered } = this.#queue
    if (ordered && !options.group) {
      throw new RoveError(
        'InvalidArgument',
        `queue.send ${name}: the queue is ordered; say which group the message belongs to.`,
      )
    }
    return this.#sender.prepare(body, options)
  }
}

/** The one client of topics. */
export class TopicClient<Data> implements TopicPublisher<Data> {
  readonly #sender: Sender

  constructor(
    topic: { readonly name: string; readonly schema: Schema<Data> | undefined },
    driver: SendDriver,
    scope: ClientScope,
  ) {
    this.#sender = new Sender(`topic.publish ${topic.name}`, { driver, schema: topic.schema, scope })
  }

  async publish(data: Data, options: PublishOptions = {}): Promise<{ readonly id: string }> {
    return this.#sender.sendOne(await this.#sender.prepare(data, options))
  }

  async publishBatch(events: ReadonlyArray<{ readonly data: Data } & PublishOptions>): Promise<SentBatch> {
    return this.#sender.sendAll(
      await Promise.all(events.map(({ data, ...options }) => this.#sender.prepare(data, options))),
    )
  }
}

function checkAttributes(operation: string, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'string' && name !== '') continue
    throw new RoveError(
      'InvalidArgument',
      `${operation}: the attribute ${JSON.stringify(name)} must have a name and be a text.`,
    )
  }
}
