import { type App, type Env, functionsOf, type LogSink } from '@rove/core'
import type { AdaptOptions, DriverSource, EventTrigger } from '@rove/core/adapter'
import { createBindings } from '../bindings/defaults.ts'
import { type Address, addressesOf, toNobody } from './address.ts'
import { type ChaosOptions, createDisorder, order } from './chaos.ts'
import { type Clock, realClock } from './clock.ts'
import { type DeadLettered, toDeadLettered } from './dead-letter.ts'
import type { ChangeItem, Entry, EventItem, ItemOf, MessageItem, ObjectItem, PostOptions } from './entry.ts'
import { createInvoke, type Invoke, writeLog } from './invoke.ts'
import { createRandom, randomId } from './random.ts'
import { Scheduler } from './scheduler.ts'
import { Subscription } from './subscription.ts'

/** How the services of an app run. */
export interface ServicesOptions extends Pick<AdaptOptions, 'resources' | 'bindings'> {
  /** The folder that values and objects are kept in. Default: none, they are kept in memory. */
  readonly data?: string | undefined
  readonly env: Env
  readonly log: LogSink
  /** Milliseconds an invocation, that is a batch, may take. Default: no limit. */
  readonly timeout?: number | undefined
  /** Default: this machine's. */
  readonly clock?: Clock | undefined
  readonly chaos?: ChaosOptions | undefined
  /**
   * Milliseconds, by the clock, after which a batch that is not answered is delivered again. Default: fifteen minutes
   * more than the timeout.
   */
  readonly visibility?: number | undefined
}

/** An entry and the function that it goes to; undefined when the app has none for it. */
export interface Sent<Item = ItemOf[EventTrigger]> {
  readonly function: string | undefined
  readonly entry: Entry<Item>
}

/** What is sent through {@link Services.post}, whatever the trigger. */
export type Post = {
  [T in EventTrigger]: {
    readonly trigger: T
    /** The logical name of the queue, topic, bucket or store; of a schedule, the function's name. */
    readonly to: string
    readonly item: ItemOf[T]
    /** Keeps order with the others of its group, in a queue that is ordered. */
    readonly group?: string | undefined
  }
}[EventTrigger]

type Target = Pick<Post, 'trigger' | 'to'> & { readonly item?: object }

interface Listener {
  readonly address: Address
  readonly subscription: Subscription
}

// As long as the longest that a cloud gives a function for a message.
// Source: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
const longestRun = 900_000

/**
 * The queues, topics, buckets and key-value stores of an app in this process, as far as their events go: what is sent
 * here reaches the functions of the app, at least once. It is kept in memory, and lost when the process ends.
 */
export class Services {
  readonly clock: Clock
  /** Makes an id for something to send. */
  readonly newId: () => string
  /** The drivers of what the app uses: those that were given, and behind them this machine's own. */
  readonly bindings: readonly DriverSource[]
  readonly #app: App
  readonly #options: ServicesOptions
  readonly #listeners: Listener[]
  readonly #deadLetters: DeadLettered[] = []
  readonly #invoke: Invoke
  #scheduler: Scheduler | undefined

  constructor(app: App, options: ServicesOptions) {
    const { clock = realClock, chaos, timeout, env, log, resources, data, bindings: given = [] } = options
    this.clock = clock
    this.#app = app
    this.#options = options
    this.bindings = createBindings(this, { given, data })
    const { bindings } = this
    this.#invoke = createInvoke(app, { timeout, env, log, bindings, ...(resources ? { resources } : {}) })
    const random = chaos && createRandom(chaos.seed, 'ids')
    this.newId = random ? () => randomId(random) : () => crypto.randomUUID()
    this.#listeners = addressesOf(app).map((address) => this.#listen(address))
  }

  /** Puts a message into a queue. */
  send(
    queue: string,
    message: MessageItem,
    options: PostOptions & { readonly group?: string } = {},
  ): Entry<MessageItem> {
    const { group, ...rest } = options
    const [sent] = this.post({ trigger: 'message', to: queue, item: message, group }, rest)
    return (sent as Sent<MessageItem>).entry
  }

  /** Publishes an event to a topic: each function that listens gets it, and retries, by itself. */
  publish(topic: string, event: EventItem, options: PostOptions = {}): ReadonlyArray<Sent<EventItem>> {
    return this.post({ trigger: 'event', to: topic, item: event }, options) as ReadonlyArray<Sent<EventItem>>
  }

  /** Runs the function of a schedule for a time. */
  tick(name: string, scheduledAt: Date, options: PostOptions = {}): void {
    this.post({ trigger: 'schedule', to: name, item: { scheduledAt } }, options)
  }

  /** Tells what happened to an object of a bucket. */
  objectChanged(bucket: string, object: ObjectItem, options: PostOptions = {}): void {
    this.post({ trigger: 'object', to: bucket, item: object }, options)
  }

  /** Tells what happened to a value of a key-value store. */
  valueChanged(store: string, change: ChangeItem, options: PostOptions = {}): void {
    this.post({ trigger: 'change', to: store, item: change }, options)
  }

  /** Sends anything, to each function that listens to it. */
  post(post: Post, options: PostOptions = {}): readonly Sent[] {
    const { trigger, item } = post
    const { mustBeHeard = trigger === 'message' || trigger === 'schedule' } = options
    const found = this.#listeners.filter(({ address }) => isFor(address, post))
    if (found.length === 0 && mustBeHeard) found.push(this.#toNobody(post))
    const id = options.id ?? this.newId()
    return found.map(({ address, subscription }) => {
      const group = trigger === 'change' ? post.item.key : post.group
      const lane = address.ordered ? (group ?? '') : undefined
      return { function: address.function, entry: subscription.add(item, { ...options, id, group, lane }) }
    })
  }

  /** The names of the functions that would get it. */
  listenersOf(post: Target): string[] {
    return this.#listeners.flatMap(({ address }) =>
      address.function !== undefined && isFor(address, post) ? [address.function] : [],
    )
  }

  /** What was put aside, in the order in which it was. */
  get deadLetters(): readonly DeadLettered[] {
    return this.#deadLetters
  }

  /** How many things wait to be delivered, or delivered again. */
  get size(): number {
    return this.#listeners.reduce((sum, { subscription }) => sum + subscription.size, 0)
  }

  /** Whether nothing is being delivered at this moment. */
  get isIdle(): boolean {
    return this.#listeners.every(({ subscription }) => subscription.running.size === 0)
  }

  /** Waits until nothing is being delivered; what waits for its time is not waited for. Never rejects. */
  async idle(): Promise<void> {
    while (!this.isIdle) await Promise.all(this.#listeners.flatMap(({ subscription }) => [...subscription.running]))
  }

  /** Begins to run the schedules of the app by the clock. */
  startSchedules(): void {
    this.#scheduler ??= new Scheduler({
      clock: this.clock,
      schedules: functionsOf(this.#app, 'schedule').map(({ name, function: { cron } }) => ({ name, cron })),
      onDue: (name, at) => this.#due(name, at),
    })
  }

  /** Ends the schedules, and begins no further delivery; what is being delivered goes on, see {@link idle}. */
  stop(): void {
    this.#scheduler?.stop()
    for (const { subscription } of this.#listeners) subscription.stop()
  }

  // Ticks of one function never run side by side, so those that it cannot keep up with would pile up.
  #due(name: string, at: Date): void {
    const { subscription } =
      this.#listeners.find(({ address }) => isFor(address, { trigger: 'schedule', to: name })) ?? {}
    if (subscription?.size === 0) {
      this.tick(name, at)
      return
    }
    const message = `the tick of ${at.toISOString()} is left out: the one before is not handled yet`
    writeLog(this.#options.log, { level: 'warn', message, function: name, fields: {} })
  }

  #listen(address: Address): Listener {
    const { trigger, name, function: target = 'nobody' } = address
    const { chaos, log, timeout = 0, visibility = longestRun + timeout } = this.#options
    const subscription = new Subscription({
      clock: this.clock,
      disorder: chaos ? createDisorder(chaos, `${trigger}/${name}/${target}`) : order,
      maxAttempts: address.maxAttempts,
      batchSize: trigger === 'schedule' ? 1 : 10,
      visibility,
      invoke: (batch) => this.#invoke(address, batch),
      onDeadLetter: (entry) => {
        const dead = toDeadLettered(address, entry)
        this.#deadLetters.push(dead)
        const fields = { event: dead.id, from: `${trigger} ${name}`, attempts: dead.attempts }
        writeLog(log, { level: 'error', message: `put aside: ${dead.reason}`, function: address.function, fields })
      },
    })
    return { address, subscription }
  }

  #toNobody({ trigger, to, item }: Post): Listener {
    const listener = this.#listen(toNobody(trigger, to, trigger === 'object' ? item.kind : undefined))
    this.#listeners.push(listener)
    return listener
  }
}

function isFor(address: Address, post: Target): boolean {
  if (address.trigger !== post.trigger || address.name !== post.to) return false
  return address.kind === undefined || post.item === undefined || (post.item as ObjectItem).kind === address.kind
}
