import type { FunctionMetadata, InvocationRequest, TypedData } from './rpc.ts'

/** What the host tells its worker. */
export type ToWorker =
  | { readonly kind: 'invoke'; readonly name: string; readonly request: Packed<InvocationRequest> }
  | { readonly kind: 'terminate' }

/** What the worker tells the host. */
export type FromWorker =
  | {
      readonly kind: 'ready'
      /** Name and version of the programming model: `@azure/functions 4.16.5`. */
      readonly model: string
      readonly functions: readonly FunctionMetadata[]
      /** Where the library's server listens when HTTP streams are enabled. */
      readonly httpUri: string | undefined
    }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'done'; readonly invocationId: string; readonly returned: Packed<TypedData> | undefined }
  | { readonly kind: 'error'; readonly invocationId: string; readonly reason: string }

/** A message as text: the channel between the processes carries JSON, and bytes stand in it as base64. */
export type Packed<T> = string & { readonly packed?: T }

const mark = '$base64'

/** Turns a message into text. */
export function pack<T>(value: T): Packed<T> {
  return JSON.stringify(value, function replace(this: Record<string, unknown>, key) {
    // Buffers have a toJSON of their own, so that the value given here is no longer one.
    const original = this[key]
    return original instanceof Uint8Array
      ? { [mark]: Buffer.from(original.buffer, original.byteOffset, original.byteLength).toString('base64') }
      : original
  })
}

/** Turns text back into the message. */
export function unpack<T>(text: Packed<T>): T {
  return JSON.parse(text, (_key, value: unknown) => {
    const encoded = (value as { [mark]?: unknown } | null)?.[mark]
    return typeof encoded === 'string' ? Buffer.from(encoded, 'base64') : value
  }) as T
}
