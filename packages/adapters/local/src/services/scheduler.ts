import { type Cron, nextTimes } from '@rove/core'
import type { Clock } from './clock.ts'

/** What a scheduler runs. */
export interface SchedulerOptions {
  readonly clock: Clock
  readonly schedules: ReadonlyArray<{ readonly name: string; readonly cron: Cron }>
  /** Called at each time that is due. */
  onDue(name: string, at: Date): void
}

/**
 * Calls at the times of schedules. A time that passed while the machine slept is called once, late; those that passed
 * after it are left out.
 */
export class Scheduler {
  readonly #options: SchedulerOptions
  readonly #alarms = new Map<string, () => void>()

  constructor(options: SchedulerOptions) {
    this.#options = options
    const now = options.clock.now()
    for (const { name, cron } of options.schedules) this.#arm(name, cron, now)
  }

  stop(): void {
    for (const cancel of this.#alarms.values()) cancel()
    this.#alarms.clear()
  }

  #arm(name: string, cron: Cron, after: number): void {
    const [due] = nextTimes(cron, { after: new Date(after), count: 1 })
    if (due === undefined) return
    const { clock, onDue } = this.#options
    const ring = (): void => {
      // A clock that was set back must not bring the same time twice.
      this.#arm(name, cron, Math.max(clock.now(), due.getTime()))
      onDue(name, due)
    }
    this.#alarms.set(name, clock.at(due.getTime(), ring))
  }
}
