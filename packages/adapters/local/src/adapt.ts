import type { IncomingMessage, ServerResponse } from 'node:http'
import type { App } from '@rove/core'
import { type AdaptOptions, createPipeline } from '@rove/core/adapter'
import { checkTrustedProxies, failResponse, sendAnswer } from '@rove/core/node'
import { createNodeHttpCodec } from './codecs/node-http.ts'
import { toServerInvocation } from './context.ts'

/** How an app is put on a `node:http` server. */
export interface LocalOptions extends AdaptOptions {
  /** Milliseconds a request may take, its streamed body included. Default: no limit. */
  readonly timeout?: number
  /**
   * How many proxies in front of the server write true `X-Forwarded-For` and `X-Forwarded-Proto` headers.
   * Default: 0; then both headers are only what the client says, and are not believed.
   */
  readonly trustedProxies?: number
}

/** A `node:http` request listener. It settles when the answer is sent and the work given to `waitUntil` is done. */
export type LocalHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>

/**
 * Makes a `node:http` request listener of an app.
 *
 * @throws RoveError `InvalidArgument` for an option that is not valid
 * @example createServer(adapt(app)).listen(8080, '127.0.0.1')
 */
export function adapt(app: App, options: LocalOptions = {}): LocalHandler {
  const codec = createNodeHttpCodec(checkTrustedProxies(options.trustedProxies ?? 0))
  const settings = { timeout: options.timeout }
  const pipeline = createPipeline(
    app,
    {
      provider: 'local',
      codecs: [codec],
      toInvocation: (event, response: ServerResponse) => toServerInvocation(event, response, settings),
    },
    options,
  )
  return async (request, response) => {
    const { result, settled } = await pipeline(request, response)
    try {
      await sendAnswer(response, result)
    } catch (error) {
      console.error(JSON.stringify({ level: 'error', message: `The answer could not be sent: ${String(error)}` }))
      failResponse(response)
    }
    await settled()
  }
}
