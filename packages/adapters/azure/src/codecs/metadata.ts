import type { NativeEvent } from '../native-event.ts'
import { type Fields, isObject, toText } from './fields.ts'

/** What the host says of one item: of the whole invocation, or of one place in a batch. */
export interface Metadata {
  /** The value of a field, by its name with the first letter in lower case. */
  get(name: string): unknown
  /** The field as text. */
  text(name: string): string | undefined
}

/** One item of an invocation. */
export interface Item {
  readonly input: unknown
  readonly metadata: Metadata
}

/**
 * The items of an invocation. With cardinality `many` the input is a list, and each field `name` of the metadata is a
 * list too, called `nameArray`; a list may as well be the body of one message, so the input alone does not tell.
 * Source: https://github.com/Azure/azure-sdk-for-net, ServiceBusTriggerBindingStrategy and EventHubTriggerBindingStrategy
 */
export function itemsOf(event: NativeEvent): Item[] {
  const { input } = event
  if (!Array.isArray(input) || !isBatch(event, input.length)) return [{ input, metadata: metadataOf(event) }]
  return input.map((one, index) => ({ input: one, metadata: metadataOf(event, index) }))
}

/** The metadata of an invocation, or of one item of its batch. */
export function metadataOf({ context }: NativeEvent, index?: number): Metadata {
  const fields: Fields = isObject(context.triggerMetadata) ? context.triggerMetadata : {}
  const get = (name: string): unknown => {
    const list = index === undefined ? undefined : fields[`${name}Array`]
    return Array.isArray(list) && index !== undefined ? list[index] : fields[name]
  }
  return { get, text: (name) => toText(get(name)) }
}

/** Whether the input is a batch: the registration says so, or the metadata has a list for each of its items. */
function isBatch({ context }: NativeEvent, length: number): boolean {
  const { cardinality } = (context.options?.trigger ?? {}) as { readonly cardinality?: unknown }
  if (typeof cardinality === 'string' && /^many$/i.test(cardinality)) return true
  return Object.entries(context.triggerMetadata ?? {}).some(
    ([name, list]) => name.endsWith('Array') && Array.isArray(list) && list.length === length,
  )
}
