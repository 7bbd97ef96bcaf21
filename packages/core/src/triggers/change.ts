import type { NoUses, Uses } from '../bindings/access.ts'
import type { Change } from '../events/types.ts'
import type { Kv } from '../resources/kv.ts'
import {
  type EventFunctionOf,
  type EventHandler,
  type EventOptions,
  readDeclaration,
  requireResource,
} from './options.ts'

/** A function triggered by the changes of a key-value store, made with {@link onChange}. */
export interface ChangeFunction extends EventFunctionOf<Change> {
  readonly trigger: 'change'
  readonly store: Kv
}

/**
 * Declares a function that is called for each change of a key-value store.
 *
 * @throws RoveError `InvalidArgument` when an option is not valid
 * @example export const audit = onChange(orders, async (change, { log }) => log.info(change.kind, { key: change.key }))
 */
export function onChange<Value>(store: Kv<Value>, handler: EventHandler<Change<Value>>): ChangeFunction
export function onChange<Value, U extends Uses = NoUses>(
  store: Kv<Value>,
  options: EventOptions<Change<Value>, U>,
  handler: EventHandler<Change<Value>, U>,
): ChangeFunction
export function onChange(
  store: Kv,
  optionsOrHandler: EventOptions<Change<never>, Uses> | EventHandler<Change<never>, never>,
  handler?: EventHandler<Change<never>, never>,
): ChangeFunction {
  requireResource('onChange', 'kv', store)
  const declared = readDeclaration(`onChange(${store.name})`, optionsOrHandler, handler)
  return { trigger: 'change', store, ...(declared as EventFunctionOf<Change>) }
}
