import type { Services } from '../services/services.ts'
import type { VirtualClock } from '../services/virtual-clock.ts'

/** Moves the clock of services on whenever they have nothing to do, so that nobody waits. */
export class Driver {
  readonly #services: Services
  readonly #clock: VirtualClock
  readonly #isDone = new Set<() => boolean>()
  #driving: Promise<void> | undefined

  constructor(services: Services, clock: VirtualClock) {
    this.#services = services
    this.#clock = clock
  }

  /** Moves the clock until something is done. It must come to be done by deliveries. */
  async until(isDone: () => boolean): Promise<void> {
    this.#isDone.add(isDone)
    try {
      while (!isDone()) {
        this.#driving ??= this.#drive().finally(() => {
          this.#driving = undefined
        })
        await this.#driving
      }
    } finally {
      this.#isDone.delete(isDone)
    }
  }

  // One drives for all, so that the clock does not move while another's delivery goes on.
  async #drive(): Promise<void> {
    for (;;) {
      await this.#services.idle()
      if ([...this.#isDone].some((isDone) => isDone())) return
      if (this.#clock.advance()) continue
      throw new Error('Something is to be delivered, but nothing is waited for: this is a defect of @rove/local.')
    }
  }
}
