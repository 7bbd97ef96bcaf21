import { RoveError } from '@rove/core'
import type { Delivered, Host } from '@rove/core/adapter'
import { readWire } from '@rove/core/host'

/** What a service of Google delivers with. */
export interface ServiceOptions {
  /** Sends a request through Google's front to the function. */
  readonly send: Host['send']
}

/** One request of a service to the function. */
export interface Push {
  readonly target: string
  readonly headers: ReadonlyArray<readonly [name: string, value: string]>
  readonly body: string | Uint8Array
}

/** The function's answer to a request of a service. */
export interface Answered {
  readonly status: number
  /** What `Retry-After` asked for, milliseconds. */
  readonly retryAfter: number | undefined
}

/** How one item is delivered, and what becomes of it when it never succeeds. */
export interface Attempts {
  /** The request of an attempt, from 1; it may tell what the attempt before was answered. */
  push(attempt: number, before: Answered | undefined): Push
  isSuccess(status: number): boolean
  readonly maxAttempts: number
  readonly otherwise: Exclude<Delivered['outcome'], 'done'>
  /** Whether the service heeds `Retry-After`. Default: false. */
  readonly heedsRetryAfter?: boolean
}

/** The project that everything is in. */
export const project = 'rove-host'

/** Delivers one item until it is handled or given up. It does not wait in between. */
export async function attempt(attempts: Attempts, send: Host['send']): Promise<Delivered> {
  const delays: Array<number | undefined> = []
  let before: Answered | undefined
  for (let count = 1; count <= attempts.maxAttempts; count += 1) {
    const answered = await post(attempts.push(count, before), send)
    if (attempts.isSuccess(answered.status)) return { outcome: 'done', attempts: count, delays }
    if (count < attempts.maxAttempts) delays.push(attempts.heedsRetryAfter ? answered.retryAfter : undefined)
    before = answered
  }
  return { outcome: attempts.otherwise, attempts: attempts.maxAttempts, delays }
}

/**
 * Delivers items: those of one group one after the other, all others at once.
 * @returns what became of each, in order
 */
export async function deliverAll<Item>(
  items: readonly Item[],
  options: { groupOf(item: Item): string | undefined; deliver(item: Item, index: number): Promise<Delivered> },
): Promise<Delivered[]> {
  const before = new Map<string, Promise<unknown>>()
  const all = items.map((item, index) => {
    const group = options.groupOf(item)
    const result = Promise.resolve(group === undefined ? undefined : before.get(group)).then(() =>
      options.deliver(item, index),
    )
    if (group !== undefined) before.set(group, result)
    return result
  })
  return Promise.all(all)
}

/** A number of attempts. @throws RoveError `InvalidArgument` when it is not a whole number from 1 */
export function checkAttempts(count: number): number {
  if (Number.isInteger(count) && count >= 1) return count
  throw new RoveError('InvalidArgument', `maxAttempts must be a whole number from 1, not ${String(count)}.`)
}

async function post({ target, headers, body }: Push, send: Host['send']): Promise<Answered> {
  const response = await send({ method: 'POST', target, headers, body })
  await readWire(response)
  const seconds = response.headers.find(([name]) => name === 'retry-after')?.[1]
  return { status: response.status, retryAfter: seconds === undefined ? undefined : Number(seconds) * 1000 }
}
