import { type Fields, isObject } from './codecs/fields.ts'
import { validationType } from './codecs/grid-delivery.ts'
import type { NativeHeaders } from './native.ts'

/** What a request to the webhook asks for. */
export type WebhookRequest =
  /** The Event Grid schema's handshake: the code is to be sent back. */
  | { readonly kind: 'validation'; readonly code: string }
  /** Events, one or several. */
  | { readonly kind: 'events'; readonly events: readonly unknown[] }
  /** Nothing to do: the subscription has ended. */
  | { readonly kind: 'ended' }
  | { readonly kind: 'malformed'; readonly why: string }

/**
 * Reads what Event Grid, or any sender of CloudEvents, has posted: the Event Grid schema, CloudEvents in structured form,
 * in a batch, or in binary form.
 * Sources: https://learn.microsoft.com/azure/event-grid/end-point-validation-event-grid-events-schema and
 * https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md
 */
export function readWebhook(headers: NativeHeaders, body: Uint8Array): WebhookRequest {
  if (headers.get('ce-specversion') !== null) return { kind: 'events', events: [toCloudEvent(headers, body)] }
  const parsed = parse(body)
  if (parsed === undefined) return { kind: 'malformed', why: 'The body is no JSON.' }
  const events: readonly unknown[] = Array.isArray(parsed) ? parsed : [parsed]
  if (events.length === 0 || !events.every(isObject)) {
    return { kind: 'malformed', why: 'The body is no event and no list of events.' }
  }
  const what = headers.get('aeg-event-type')?.toLowerCase()
  if (what === 'subscriptiondeletion') return { kind: 'ended' }
  if (what !== 'subscriptionvalidation') return { kind: 'events', events }
  const code = codeIn(events[0])
  return code === undefined
    ? { kind: 'malformed', why: 'The handshake has no validationCode.' }
    : { kind: 'validation', code }
}

function codeIn(event: unknown): string | undefined {
  if (!isObject(event) || event.eventType !== validationType || !isObject(event.data)) return undefined
  const { validationCode } = event.data
  return typeof validationCode === 'string' ? validationCode : undefined
}

/** The event of a request in binary form: its attributes are headers, its data is the body as it is. */
function toCloudEvent(headers: NativeHeaders, body: Uint8Array): Fields {
  const event: Record<string, unknown> = {}
  headers.forEach((value, name) => {
    if (name.toLowerCase().startsWith('ce-')) event[name.slice(3).toLowerCase()] = decodedHeader(value)
  })
  for (const name of ['traceparent', 'tracestate']) event[name] ??= headers.get(name) ?? undefined
  const type = headers.get('content-type') ?? undefined
  const data = body.byteLength > 0 && /[/+]json\s*(;|$)/i.test(type ?? '') ? parse(body) : undefined
  const content = data === undefined && body.byteLength > 0 ? { data_base64: Buffer.from(body).toString('base64') } : {}
  return { ...event, datacontenttype: type, ...(data === undefined ? content : { data }) }
}

// What is no printable ASCII is percent-encoded there.
function decodedHeader(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'))
  } catch {
    return undefined
  }
}
