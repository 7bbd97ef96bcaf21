import { type ErrorCode, RoveError } from '@rove/core'
import type { Delivered, Delivery } from '@rove/core/adapter'

/** The environment variable by which a process says to the one it starts that it wants to deliver events to it. */
export const parentVariable = 'ROVE_PARENT_DELIVERS'

/** What the parent asks for. Everything is JSON: bytes are `{ base64 }`, times RFC 3339. */
export interface ParentRequest {
  readonly rove: 'deliver'
  /** Which of the parent's requests it is. */
  readonly number: number
  readonly delivery: unknown
}

/** What the child says when it is ready to be asked. */
export interface ChildReady {
  readonly rove: 'ready'
}

/** What the child answers; `delivered` or `error`. */
export interface ChildAnswer {
  readonly rove: 'delivered'
  readonly number: number
  /** A wait that the function did not ask for is null. */
  readonly delivered?: ReadonlyArray<{
    readonly outcome: Delivered['outcome']
    readonly attempts: number
    readonly delays: ReadonlyArray<number | null>
  }>
  readonly error?: { readonly code: ErrorCode; readonly message: string }
}

/** Writes a delivery as JSON values. */
export function packDelivery(delivery: Delivery): unknown {
  const text = JSON.stringify(delivery, function pack(this: Record<string, unknown>, key, value: unknown) {
    // As it stands in the delivery: a Buffer writes itself as something else before it comes here.
    const found = this[key]
    return found instanceof Uint8Array ? { base64: Buffer.from(found).toString('base64') } : value
  })
  return JSON.parse(text)
}

/** Reads back what {@link packDelivery} wrote. */
export function unpackDelivery(packed: unknown): Delivery {
  const delivery = packed as Delivery
  if (delivery.trigger === 'message') {
    return { ...delivery, items: delivery.items.map((item) => ({ ...item, body: unpackContent(item.body) })) }
  }
  if (delivery.trigger === 'event') {
    return { ...delivery, items: delivery.items.map((item) => ({ ...item, data: unpackContent(item.data) })) }
  }
  if (delivery.trigger === 'schedule') {
    return { ...delivery, items: delivery.items.map(({ scheduledAt }) => ({ scheduledAt: new Date(scheduledAt) })) }
  }
  return delivery
}

function unpackContent(content: unknown): string | Uint8Array {
  if (typeof content === 'string') return content
  const { base64 } = (content ?? {}) as { readonly base64?: unknown }
  if (typeof base64 === 'string') return new Uint8Array(Buffer.from(base64, 'base64'))
  throw new RoveError('InvalidArgument', 'The body of a message, and the data of an event, is text or bytes.')
}
