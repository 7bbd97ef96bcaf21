import { isRoveError, RoveError } from '@rove/core'
import { Driver } from '../deliver/driver.ts'
import type { Services } from '../services/services.ts'
import type { VirtualClock } from '../services/virtual-clock.ts'
import { deliverForParent } from './deliver-for-parent.ts'
import { type ChildAnswer, type ChildReady, type ParentRequest, unpackDelivery } from './protocol.ts'

/** What a child answers its parent with. */
export interface ParentLink {
  readonly services: Services
  /** The services' clock. It is moved on whenever they have nothing to do. */
  readonly clock: VirtualClock
  /** Called when the parent has gone away. */
  onGone(): void
}

/**
 * Takes deliveries from the process that started this one. They come over the channel that Node opens between the two
 * (IPC), so that nobody else can send any: there is no port and no path for them.
 *
 * @throws RoveError see {@link requireParent}
 * Source: https://nodejs.org/api/child_process.html#subprocesssendmessage-sendhandle-options-callback
 */
export function answerParent({ services, clock, onGone }: ParentLink): void {
  requireParent()
  const driver = new Driver(services, clock)
  // Also for what the app's own functions send, which no delivery of the parent waits for.
  setInterval(() => services.isIdle && clock.advance(), 2).unref()
  const say = (message: ChildAnswer | ChildReady): void => {
    if (process.connected) process.send?.(message)
  }
  const deliver = async ({ delivery }: ParentRequest): ReturnType<typeof deliverForParent> =>
    deliverForParent(unpackDelivery(delivery), { services, driver })
  process.on('message', (message: unknown) => {
    if (!isRequest(message)) return
    const { number } = message
    deliver(message).then(
      (delivered) => {
        const packed = delivered.map((one) => ({ ...one, delays: one.delays.map((delay) => delay ?? null) }))
        say({ rove: 'delivered', number, delivered: packed })
      },
      (error: unknown) => say({ rove: 'delivered', number, error: toError(error) }),
    )
  })
  process.once('disconnect', onGone)
  say({ rove: 'ready' })
}

/** @throws RoveError `FailedPrecondition` when this process has no channel to the one that started it */
export function requireParent(): void {
  if (process.send === undefined) {
    throw new RoveError(
      'FailedPrecondition',
      'A parent process is to deliver events, but it opened no channel: start this one with fork(), or spawn() with "ipc".',
    )
  }
}

function isRequest(message: unknown): message is ParentRequest {
  if (typeof message !== 'object' || message === null) return false
  const { rove, number } = message as Partial<ParentRequest>
  return rove === 'deliver' && typeof number === 'number'
}

function toError(error: unknown): NonNullable<ChildAnswer['error']> {
  const message = error instanceof Error ? error.message : String(error)
  return { code: isRoveError(error) ? error.code : 'Internal', message }
}
