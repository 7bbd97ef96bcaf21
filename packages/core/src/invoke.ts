import type { AdapterDefinition, AdaptOptions } from './adapter/definition.ts'
import type { EventCodec } from './adapter/event-codec.ts'
import type { App } from './app.ts'
import { Clients } from './bindings/clients.ts'
import { deliverBatch } from './delivery/deliver-batch.ts'
import { claim, decode, decodeBatch } from './dispatch.ts'
import { answerRequest } from './http/answer-request.ts'
import { HttpContext } from './http/request-context.ts'
import { stripBasePath } from './http/url.ts'

/** What an invocation came to. */
export interface Handled<Result> {
  /** The native result; its body may still be a stream. */
  readonly result: Result
  /**
   * Waits for the work given to `waitUntil`. The adapter calls it once: after the body was written, before the
   * platform may pause the environment. It never rejects.
   */
  settled(): Promise<void>
}

/**
 * Takes a native event through the app. It rejects for an event that this app cannot take, and, where the platform knows
 * only success and failure, when something in it was not handled.
 */
export type Pipeline<NativeContext, Result> = (event: unknown, context: NativeContext) => Promise<Handled<Result>>

/**
 * Makes the one pipeline of an app on a provider: native event, the codec that matches, decode, middleware, handler,
 * outcome, encode.
 */
export function createPipeline<NativeContext, Result>(
  app: App,
  adapter: AdapterDefinition<NativeContext, Result>,
  options: AdaptOptions = {},
): Pipeline<NativeContext, Result> {
  const clients = new Clients(app, options.bindings ?? [], options.resources)
  const basePath = (options.basePath ?? '').replace(/\/+$/, '')
  return async (event, nativeContext) => {
    const codec = claim(adapter, event)
    if (codec.trigger === 'delivery') return deliver(event, codec, nativeContext)
    const decoded = decode(adapter, codec, event)
    const path = stripBasePath(decoded.path, basePath)
    const context = new HttpContext(adapter.toInvocation(event, nativeContext), clients, { parts: decoded, path })
    const exchange = { event, method: decoded.method, path, context }
    return { result: await answerRequest(app, codec, exchange), settled: () => context.settle() }
  }

  async function deliver(
    event: unknown,
    codec: EventCodec<unknown, Result>,
    nativeContext: NativeContext,
  ): Promise<Handled<Result>> {
    const batch = await decodeBatch(adapter, codec, event)
    const { settled, settle } = await deliverBatch(app, batch, {
      invocation: adapter.toInvocation(event, nativeContext),
      clients,
      resources: options.resources,
    })
    try {
      return { result: codec.encode(settled, event), settled: settle }
    } catch (error) {
      // The invocation fails; what runs on in it is still waited for.
      await settle()
      throw error
    }
  }
}
