import type { HttpCodec } from './adapter/codec.ts'
import type { AdapterDefinition } from './adapter/definition.ts'
import { RoveError } from './errors.ts'
import type { DecodedRequest } from './http/request.ts'

/** The one codec that claims an event. @throws RoveError `Unimplemented` that names what came and what could have. */
export function claim<NativeContext, Result>(
  adapter: AdapterDefinition<NativeContext, Result>,
  event: unknown,
): HttpCodec<unknown, Result> {
  const codec = adapter.codecs.find((one) => one.matches(event))
  if (codec) return codec as HttpCodec<unknown, Result>
  const seen = adapter.describe?.(event) ?? shapeOf(event)
  throw new RoveError(
    'Unimplemented',
    `@rove/${adapter.provider} received ${seen}, which no codec takes. It takes ${candidates(adapter)}.`,
    { operation: 'decode' },
  )
}

/** Decodes an event with its codec. @throws RoveError `InvalidArgument` that names the codec and what is wrong. */
export function decode<NativeContext, Result>(
  adapter: AdapterDefinition<NativeContext, Result>,
  codec: HttpCodec<unknown, Result>,
  event: unknown,
): DecodedRequest {
  try {
    return codec.decode(event)
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new RoveError(
      'InvalidArgument',
      `@rove/${adapter.provider} could not decode an event as ${codec.name}: ${why} It takes ${candidates(adapter)}.`,
      { operation: 'decode', cause },
    )
  }
}

function candidates<NativeContext, Result>(adapter: AdapterDefinition<NativeContext, Result>): string {
  return adapter.codecs.map((codec) => `${codec.name} (${codec.title})`).join(', ')
}

function shapeOf(event: unknown): string {
  if (typeof event !== 'object' || event === null) return `a value of type ${event === null ? 'null' : typeof event}`
  const keys = Object.keys(event)
  return `an event with the keys ${keys.slice(0, 12).join(', ') || '(none)'}${keys.length > 12 ? ' …' : ''}`
}
