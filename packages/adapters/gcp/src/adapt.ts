import { type App, RoveError } from '@rove/core'
import { type AdaptOptions, createPipeline, type Pipeline } from '@rove/core/adapter'
import { checkTrustedProxies } from '@rove/core/node'
import type { GcpBackgroundContext, GcpCloudEvent } from './codecs/cloud-event-shape.ts'
import { eventCodecs } from './codecs/event-codecs.ts'
import { toEventRequest } from './codecs/event-request.ts'
import { createHttpCodec, type GcpRequest, type GcpResponse, isGcpRequest } from './codecs/http.ts'
import { type GcpNative, toInvocation } from './context.ts'
import { failEvent, receptionOf, refuseEvent } from './receive-events.ts'
import { takeRequest, watchRequests } from './request-start.ts'
import { send } from './send.ts'
import { Lifetime } from './shutdown.ts'

type Answered = Parameters<typeof send>[1]['result']

/** How an app is put on Google Cloud. */
export interface GcpOptions extends AdaptOptions {
  /**
   * How many proxies of your own stand in front of Google's front end and append to `X-Forwarded-For`, an external
   * load balancer for example. Default: 0; then the address that Google appended is the client's.
   */
  readonly trustedProxies?: number
  /**
   * `private` says that nobody but Google's services may call the function. An app that has functions for requests and
   * for events takes events only then, for otherwise a stranger's POST would count as one; it answers 403 to them. The
   * environment variable `ROVE_GCP_EVENTS=private` says the same. An app with functions for events alone needs neither.
   */
  readonly events?: 'private'
}

/** The function that functions-framework runs, whichever its signature type is. */
export interface GcpHandler {
  /** As an HTTP function, the signature type `http`. It rejects only when it is called with something else. */
  (request: GcpRequest, response: GcpResponse): Promise<void>
  /** As a CloudEvent function. It rejects when the event was not handled, which has it delivered again. */
  (event: GcpCloudEvent): Promise<void>
  /** As a background function, the signature type `event`. It rejects when the event was not handled. */
  (data: unknown, context: GcpBackgroundContext): Promise<void>
}

/**
 * Makes the function that functions-framework runs with `--target=handler --signature-type=http`: it takes requests, and
 * the events that Google's services POST to `/` or to `/_rove/events/<function>`.
 *
 * @throws RoveError `InvalidArgument` for an option that is not valid
 * @example export const handler = adapt(app)
 */
export function adapt(app: App, options: GcpOptions = {}): GcpHandler {
  const { trustedProxies = 0, events } = options
  if (events !== undefined && events !== 'private') {
    throw new RoveError('InvalidArgument', `The option events must be 'private', not ${JSON.stringify(events)}.`)
  }
  const http = createHttpCodec(checkTrustedProxies(trustedProxies))
  const reception = receptionOf(app)
  const codecs = reception === 'none' ? [http] : [http, ...eventCodecs]
  const pipeline: Pipeline<GcpNative, Answered> = createPipeline(
    app,
    { provider: 'gcp', codecs, toInvocation, describe },
    options,
  )
  const mayTake = (): boolean =>
    reception === 'open' || events === 'private' || process.env.ROVE_GCP_EVENTS === 'private'
  const lifetime = new Lifetime(app)
  // The framework runs functions in a domain, where every promise is dear: there is one function here, not three. It
  // says to have one parameter, because the framework calls a CloudEvent function that has two with a callback.
  const handler = async (first: unknown, second: unknown = undefined): Promise<void> => {
    lifetime.enter()
    try {
      if (!isGcpRequest(first)) {
        const event = second === undefined ? first : { data: first, context: second }
        const { settled } = await pipeline(event, { response: undefined, arrivedAt: undefined })
        await settled()
        return
      }
      const native = { response: second as GcpResponse, arrivedAt: takeRequest(first) }
      const event = reception === 'none' ? undefined : toEventRequest(first)
      if (event === undefined) await send(native.response, await pipeline(first, native))
      else if (!mayTake()) await send(native.response, refuseEvent(event.kind, app.name))
      else await send(native.response, await pipeline(event, native).catch((error) => failEvent(event.kind, error)))
    } finally {
      lifetime.leave()
    }
  }
  watchRequests(handler)
  return handler
}

function describe(event: unknown): string | undefined {
  if (typeof event !== 'object' || event === null) return undefined
  if ('specversion' in event) return 'a CloudEvent (is the signature type "http"?)'
  return 'context' in event ? 'a background event (is the signature type "http"?)' : undefined
}
