import type { EventHandlers, EventSource } from './event-handler.ts'
import type { NativeContext, NativeRequest, NativeResult } from './native.ts'
import { readWebhook, type WebhookRequest } from './webhook-request.ts'

/** The name of the route parameter that says which function the events are for. */
export const webhookParameter = 'function'

/** The path under which events may be posted, below the route prefix. */
export const webhookRoute: string = `rove/events/{${webhookParameter}}`

/** What `@azure/functions` calls for each request to the webhook. */
export type WebhookHandler = (request: NativeRequest, context: NativeContext) => Promise<NativeResult>

/**
 * Makes the handler of events that are posted to `/rove/events/<function>`: by an event subscription with a webhook, or
 * by any sender of CloudEvents. It answers both handshakes. It is a function of its own that asks for a key, and reaches
 * only functions that Event Grid may call; no other request can become an event. It never rejects, because with HTTP
 * streams the client would wait for ever.
 * Sources: https://learn.microsoft.com/azure/event-grid/webhook-event-delivery and
 * https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/http-webhook.md
 */
export function createWebhookHandler(sources: readonly EventSource[], handlers: EventHandlers): WebhookHandler {
  const reachable = new Map(
    sources.filter(({ service }) => service === 'event-grid').map((source) => [source.function, handlers(source)]),
  )
  return async (request, context) => {
    const name = request.params?.[webhookParameter] ?? ''
    const deliver = reachable.get(name)
    if (deliver === undefined) return problem(404, `No function takes events here: "${name}".`)
    try {
      if (request.method.toUpperCase() === 'OPTIONS') return handshake(request)
      const body = new Uint8Array(await request.arrayBuffer())
      return await answer(readWebhook(request.headers ?? noHeaders, body), (events) => deliver(events, context))
    } catch (error) {
      context.error(error instanceof Error ? (error.stack ?? error.message) : String(error))
      return problem(500, 'The events were not handled.')
    }
  }
}

const noHeaders = { get: () => null, forEach: () => undefined }

/** CloudEvents' way to ask whether an origin may post here. The key of the function has said so. */
function handshake({ headers }: NativeRequest): NativeResult {
  const origin = headers?.get('webhook-request-origin')
  if (!origin) return problem(400, 'A handshake names its origin in the header WebHook-Request-Origin.')
  const allowed: [string, string][] = [
    ['webhook-allowed-origin', origin],
    ['allow', 'OPTIONS, POST'],
  ]
  // A rate is granted only when one was asked for.
  if (headers?.get('webhook-request-rate')) allowed.push(['webhook-allowed-rate', '*'])
  return { status: 200, headers: allowed }
}

async function answer(
  request: WebhookRequest,
  deliver: (events: readonly unknown[]) => Promise<void>,
): Promise<NativeResult> {
  if (request.kind === 'malformed') return problem(400, request.why)
  if (request.kind === 'validation') return json(200, { validationResponse: request.code })
  // The status and an empty body say that all was handled; anything above 299 has Event Grid deliver all of it again.
  if (request.kind === 'events') await deliver(request.events)
  return { status: 204, headers: [] }
}

function problem(status: number, detail: string): NativeResult {
  return json(status, { type: 'about:blank', status, detail }, 'application/problem+json')
}

function json(status: number, body: object, type = 'application/json'): NativeResult {
  return { status, headers: [['content-type', type]], body: JSON.stringify(body) }
}
