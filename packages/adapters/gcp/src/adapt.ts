import type { App } from '@rove/core'
import { type AdaptOptions, createPipeline } from '@rove/core/adapter'
import { checkTrustedProxies } from '@rove/core/node'
import { createHttpCodec, type GcpRequest, type GcpResponse } from './codecs/http.ts'
import { toInvocation } from './context.ts'
import { takeRequest, watchRequests } from './request-start.ts'
import { send } from './send.ts'
import { Lifetime } from './shutdown.ts'

/** How an app is put on Google Cloud. */
export interface GcpOptions extends AdaptOptions {
  /**
   * How many proxies of your own stand in front of Google's front end and append to `X-Forwarded-For`, an external
   * load balancer for example. Default: 0; then the address that Google appended is the client's.
   */
  readonly trustedProxies?: number
}

/** An HTTP function, as functions-framework calls it. It rejects only when it is called with something else. */
export type GcpHandler = (request: GcpRequest, response: GcpResponse) => Promise<void>

/**
 * Makes the HTTP function that functions-framework runs with `--target=handler --signature-type=http`.
 *
 * @throws RoveError `InvalidArgument` for an option that is not valid
 * @example export const handler = adapt(app)
 */
export function adapt(app: App, options: GcpOptions = {}): GcpHandler {
  const codec = createHttpCodec(checkTrustedProxies(options.trustedProxies ?? 0))
  const pipeline = createPipeline(app, { provider: 'gcp', codecs: [codec], toInvocation, describe }, options)
  const lifetime = new Lifetime(app)
  // The framework runs functions in a domain, where every promise is dear: there is one function here, not three.
  const handler: GcpHandler = async (request, response) => {
    lifetime.enter()
    try {
      const arrivedAt = takeRequest(request)
      await send(response, await pipeline(request, { response, arrivedAt }))
    } finally {
      lifetime.leave()
    }
  }
  watchRequests(handler)
  return handler
}

function describe(event: unknown): string | undefined {
  const isCloudEvent = typeof event === 'object' && event !== null && 'specversion' in event
  return isCloudEvent ? 'a CloudEvent (is the signature type "http"?)' : undefined
}
