import type { HttpCodec } from './adapter/codec.ts'
import type { AdapterDefinition } from './adapter/definition.ts'
import type { DecodedBatch } from './adapter/delivery.ts'
import type { EventCodec } from './adapter/event-codec.ts'
import { RoveError } from './errors.ts'
import type { DecodedRequest } from './http/request.ts'

/** The one codec that claims an event. @throws RoveError `Unimplemented` that names what came and what could have. */
export function claim<NativeContext, Result>(
  adapter: AdapterDefinition<NativeContext, Result>,
  event: unknown,
): HttpCodec<unknown, Result> | EventCodec<unknown, Result> {
  const codec = adapter.codecs.find((one) => one.matches(event))
  if (codec) return codec
  const seen = adapter.describe?.(event) ?? shapeOf(event)
  throw new RoveError(
    'Unimplemented',
    `@rove/${adapter.provider} received ${seen}, which no codec takes. It takes ${candidates(adapter)}.`,
    { operation: 'decode' },
  )
}

/** Decodes a request with its codec. @throws RoveError `InvalidArgument` that names the codec and what is wrong. */
export function decode<NativeContext, Result>(
  adapter: AdapterDefinition<NativeContext, Result>,
  codec: HttpCodec<unknown, Result>,
  event: unknown,
): DecodedRequest {
  try {
    return codec.decode(event)
  } catch (cause) {
    throw explain(adapter, codec, cause)
  }
}

/** Decodes a batch with its codec. @throws RoveError `InvalidArgument` that names the codec and what is wrong. */
export async function decodeBatch<NativeContext, Result>(
  adapter: AdapterDefinition<NativeContext, Result>,
  codec: EventCodec<unknown, Result>,
  event: unknown,
): Promise<DecodedBatch> {
  try {
    return await codec.decode(event)
  } catch (cause) {
    throw explain(adapter, codec, cause)
  }
}

function explain<NativeContext, Result>(
  adapter: AdapterDefinition<NativeContext, Result>,
  codec: { readonly name: string },
  cause: unknown,
): RoveError {
  const why = cause instanceof Error ? cause.message : String(cause)
  return new RoveError(
    'InvalidArgument',
    `@rove/${adapter.provider} could not decode an event as ${codec.name}: ${why} It takes ${candidates(adapter)}.`,
    { operation: 'decode', cause },
  )
}

function candidates<NativeContext, Result>(adapter: AdapterDefinition<NativeContext, Result>): string {
  return adapter.codecs.map((codec) => `${codec.name} (${codec.title})`).join(', ')
}

function shapeOf(event: unknown): string {
  if (typeof event !== 'object' || event === null) return `a value of type ${event === null ? 'null' : typeof event}`
  const keys = Object.keys(event)
  return `an event with the keys ${keys.slice(0, 12).join(', ') || '(none)'}${keys.length > 12 ? ' …' : ''}`
}
