import { type App, functionsOf, nextTimes, RoveError, type ScheduleFunction, toMilliseconds } from '@rove/core'
import { type Post, type Sent, Services, type ServicesOptions } from '../services/services.ts'
import { VirtualClock } from '../services/virtual-clock.ts'
import { Driver } from './driver.ts'
import type { ContentOptions, DeliverOptions, RawOptions } from './options.ts'
import { type Source, toPost } from './posts.ts'
import { type DeliveryReport, type Tracked, toReport } from './report.ts'

/** Delivers to an app in memory, through the in-process services, on a clock that makes nobody wait. */
export class Deliveries {
  readonly services: Services
  readonly #app: App
  readonly #clock: VirtualClock = new VirtualClock()
  readonly #driver: Driver

  constructor(app: App, options: Omit<ServicesOptions, 'clock'>) {
    this.#app = app
    this.services = new Services(app, { ...options, clock: this.#clock })
    this.#driver = new Driver(this.services, this.#clock)
  }

  /** Delivers items until each was handled or put aside. */
  async deliver<Item>(
    to: Source,
    items: readonly Item[],
    options: ContentOptions<never> | RawOptions = {},
  ): Promise<DeliveryReport<Item>> {
    const now = Date.now()
    // All are looked at before the first is sent.
    const posts = items.map((item, index) => {
      const id = this.services.newId()
      const post = toPost({ to, item, index, id, now, options })
      this.#requireListener(post)
      return { item, index, id, post }
    })
    const settings = toPostOptions(options)
    const tracked = posts.flatMap(({ item, index, id, post }) =>
      this.services.post(post, { ...settings, id }).map((sent) => ({ item, index, sent })),
    )
    return this.#untilDone(tracked)
  }

  /** Runs a schedule's function for a time until it was handled or put aside. */
  async tick(
    schedule: string | ScheduleFunction,
    at: Date | undefined,
    options: DeliverOptions,
  ): Promise<DeliveryReport<Date>> {
    const { name, cron } = this.#findSchedule(schedule)
    const [due] = at === undefined ? nextTimes(cron, { after: new Date(), count: 1 }) : [at]
    const scheduledAt = due as Date
    if (Number.isNaN(scheduledAt.getTime())) {
      throw new RoveError('InvalidArgument', `The time to tick "${name}" at is not a valid date.`)
    }
    const sent = this.services.post({ trigger: 'schedule', to: name, item: { scheduledAt } }, toPostOptions(options))
    return this.#untilDone(sent.map((one) => ({ item: scheduledAt, index: 0, sent: one })))
  }

  /** Delivers everything that waits, however long it would have to. */
  drain(): Promise<void> {
    return this.#driver.until(() => this.services.size === 0 && this.services.isIdle)
  }

  async #untilDone<Item>(tracked: ReadonlyArray<Tracked<Item>>): Promise<DeliveryReport<Item>> {
    const waiting = tracked.map(({ sent }) => sent)
    await this.#driver.until(() => areSettled(waiting))
    // What was delivered side by side with it may still be running.
    await this.services.idle()
    return toReport(tracked)
  }

  #requireListener(post: Post): void {
    if (this.services.listenersOf(post).length > 0) return
    const what = `${post.trigger} of "${post.to}"${post.trigger === 'object' ? ` (${post.item.kind})` : ''}`
    throw new RoveError('Unimplemented', `The app "${this.#app.name}" has no function for the ${what}.`)
  }

  #findSchedule(wanted: string | ScheduleFunction): { readonly name: string; readonly cron: ScheduleFunction['cron'] } {
    const all = functionsOf(this.#app, 'schedule')
    const found = all.find(({ name, function: one }) => name === wanted || one === wanted)
    if (found) return { name: found.name, cron: found.function.cron }
    const which = typeof wanted === 'string' ? `"${wanted}"` : `on "${wanted.cron.text}" that was given`
    const names = all.map(({ name }) => name).join(', ') || 'none'
    throw new RoveError('Unimplemented', `The app "${this.#app.name}" has no schedule ${which}; it has ${names}.`)
  }
}

// Those in front are looked at once: what has a fate keeps it.
function areSettled(waiting: Sent[]): boolean {
  while (waiting.length > 0 && waiting.at(-1)?.entry.fate !== undefined) waiting.pop()
  return waiting.length === 0
}

function toPostOptions({ delay, maxAttempts }: DeliverOptions): { delay?: number; maxAttempts?: number } {
  if (maxAttempts !== undefined && !(Number.isInteger(maxAttempts) && maxAttempts > 0)) {
    throw new RoveError('InvalidArgument', 'maxAttempts must be a whole number of at least 1.')
  }
  return {
    ...(delay === undefined ? {} : { delay: toMilliseconds(delay) }),
    ...(maxAttempts === undefined ? {} : { maxAttempts }),
  }
}
