import { RoveError } from '@rove/core'
import type { Delivery } from '@rove/core/adapter'
import type { ExtensionSettings } from '../host-json.ts'
import type { EventFunction } from './event-function.ts'
import type { Runtime } from './run-function.ts'

/** One delivery for one function, and what a service needs to make it. */
export interface Job {
  readonly runtime: Runtime
  readonly function: EventFunction
  readonly delivery: Delivery
  readonly settings: ExtensionSettings
  /** The next number of a sequence that the whole host shares. */
  next(): number
}

/** A message or an event, as its sender hands it to a service. */
export interface Sent {
  readonly content: string | Uint8Array
  readonly attributes: Readonly<Record<string, string>>
  readonly group: string | undefined
}

/** The items of a delivery to a service that carries messages. */
export function sentBy({ delivery }: Job): Sent[] {
  if (delivery.trigger === 'message') {
    return delivery.items.map(({ body, attributes = {}, group }) => ({ content: body, attributes, group }))
  }
  if (delivery.trigger === 'event') {
    return delivery.items.map(({ data, attributes = {} }) => ({ content: data, attributes, group: undefined }))
  }
  return []
}

/** The content's bytes. */
export function bytesOf({ content }: Sent): Uint8Array {
  return typeof content === 'string' ? Buffer.from(content, 'utf8') : content
}

/** The content as .NET reads UTF-8: bytes that are none become U+FFFD. */
export function textOf({ content }: Sent): string {
  return typeof content === 'string' ? content : Buffer.from(content).toString('utf8')
}

/** Whether bytes are UTF-8. */
export function isUtf8(bytes: Uint8Array): boolean {
  return Buffer.from(Buffer.from(bytes).toString('utf8'), 'utf8').equals(bytes)
}

/** @throws RoveError `InvalidArgument` */
export function refuse(message: string): never {
  throw new RoveError('InvalidArgument', message, { provider: 'azure', operation: 'deliver' })
}
