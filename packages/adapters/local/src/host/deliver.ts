import type { ChildProcess } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { RoveError } from '@rove/core'
import type { Delivered, Delivery } from '@rove/core/adapter'
import { type ChildAnswer, type ChildReady, type ParentRequest, packDelivery } from '../parent/protocol.ts'

// The one service that this machine has for each trigger.
const services: Readonly<Record<Delivery['trigger'], string>> = {
  message: 'queue',
  event: 'topic',
  schedule: 'schedule',
  object: 'bucket',
  change: 'kv',
}

// A child says that it is ready before it prints where it listens; only the two channels' order is not sure.
const readyMilliseconds = 2000

interface Waiting {
  resolve(delivered: readonly Delivered[]): void
  reject(error: unknown): void
}

/** Has a child process deliver, over the channel between the two. */
export class ChildChannel {
  readonly #waiting = new Map<number, Waiting>()
  #count = 0
  #gone: string | undefined
  #isReady: (isReady: boolean) => void = () => undefined
  readonly #ready: Promise<boolean> = new Promise((resolve) => {
    this.#isReady = resolve
  })

  /** Takes what arrives from the child. */
  onMessage(message: unknown): void {
    if (typeof message !== 'object' || message === null) return
    const answer = message as ChildAnswer | ChildReady
    if (answer.rove === 'ready') this.#isReady(true)
    if (answer.rove !== 'delivered') return
    const waiting = this.#waiting.get(answer.number)
    this.#waiting.delete(answer.number)
    if (answer.error) waiting?.reject(new RoveError(answer.error.code, answer.error.message, { operation: 'deliver' }))
    else waiting?.resolve((answer.delivered ?? []).map(toDelivered))
  }

  /** Rejects everything that waits, and whatever is asked after it. */
  onEnd(how: string): void {
    this.#gone = how
    this.#isReady(false)
    for (const { reject } of this.#waiting.values()) reject(toGone(how))
    this.#waiting.clear()
  }

  /**
   * @throws RoveError `Unimplemented` for a service that there is not, or when the child takes no deliveries;
   * `Unavailable` when the process has ended
   */
  async deliver(child: ChildProcess, delivery: Delivery): Promise<readonly Delivered[]> {
    checkService(delivery)
    const late = delay(readyMilliseconds, false, { ref: false })
    if (!(await Promise.race([this.#ready, late])) && this.#gone === undefined) {
      const why = `The process takes no deliveries: its entry does not say serve(app, { parent: true }).`
      throw new RoveError('Unimplemented', why, { operation: 'deliver' })
    }
    return new Promise((resolve, reject) => {
      if (this.#gone !== undefined) throw toGone(this.#gone)
      const number = this.#count++
      this.#waiting.set(number, { resolve, reject })
      const request: ParentRequest = { rove: 'deliver', number, delivery: packDelivery(delivery) }
      child.send(request, (error) => error && reject(toGone(error.message)))
    })
  }
}

function checkService({ trigger, via }: Delivery): void {
  const service = services[trigger]
  if (service === undefined) throw refuse(`the trigger "${trigger}"`, Object.keys(services))
  if (via !== undefined && via !== service) throw refuse(`"${via}" for the trigger "${trigger}"`, [service])
}

function refuse(what: string, known: readonly string[]): RoveError {
  return new RoveError('Unimplemented', `This machine has no service ${what}; it has ${known.join(', ')}.`, {
    operation: 'deliver',
  })
}

function toGone(how: string): RoveError {
  return new RoveError('Unavailable', `The process that delivers has ended (${how}).`, { operation: 'deliver' })
}

function toDelivered(packed: NonNullable<ChildAnswer['delivered']>[number]): Delivered {
  return { ...packed, delays: packed.delays.map((delay) => delay ?? undefined) }
}
