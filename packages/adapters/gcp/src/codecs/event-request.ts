import { toPathAndQuery } from '@rove/core/node'
import { toJson } from './encoded.ts'
import { headerOf, mediaTypeOf } from './headers.ts'
import type { GcpRequest } from './http.ts'
import { type Fields, isFields } from './shape.ts'

/** Where events are sent to below: `/_rove/events/<function>`. */
export const eventsPath = '/_rove/events'

/** What kind of event a request carries. */
export type EventKind =
  | 'binary'
  | 'structured'
  | 'batch'
  | 'pubsub-push'
  | 'pubsub-unwrapped'
  | 'cloud-scheduler'
  | 'cloud-tasks'
  | 'background'

/** What the path says of the receiver. */
export interface EventAddress {
  /** The function's name, of `/_rove/events/<function>`. */
  readonly function?: string | undefined
  /** The topic's resource name, of `/_rove/events/projects/<p>/topics/<t>`: a push request does not tell it otherwise. */
  readonly topic?: string | undefined
}

/** A request that carries an event. */
export interface EventRequest {
  readonly kind: EventKind
  readonly address: EventAddress
  /** The native request, untouched. */
  readonly request: GcpRequest
}

/**
 * Recognises a request that carries an event: a POST to `/` or below `/_rove/events/` that looks like one. Undefined for
 * all others, at the price of comparing the method and the path.
 */
export function toEventRequest(request: GcpRequest): EventRequest | undefined {
  const { method, originalUrl } = request
  if (method !== 'POST') return undefined
  if (originalUrl !== '/' && !originalUrl.startsWith('/?') && !originalUrl.startsWith(eventsPath)) return undefined
  const { path } = toPathAndQuery(originalUrl)
  if (path !== '/' && path !== eventsPath && !path.startsWith(`${eventsPath}/`)) return undefined
  const kind = kindOf(request)
  return kind && { kind, address: toAddress(path), request }
}

/** Whether an event is a request that carries one. */
export function isEventRequest(event: unknown): event is EventRequest {
  return isFields(event) && 'address' in event && 'kind' in event && 'request' in event
}

/** What an {@link EventRequest} says of itself, when the pipeline asks one codec after the other. */
export function isKind(event: unknown, ...kinds: readonly EventKind[]): event is EventRequest {
  return isEventRequest(event) && kinds.includes(event.kind)
}

function toAddress(path: string): EventAddress {
  const rest = path.slice(eventsPath.length + 1).replace(/\/+$/, '')
  if (rest === '') return {}
  const topic = /^projects\/[^/]+\/topics\/[^/]+$/.exec(rest)?.[0]
  return topic === undefined ? { function: decode(rest) } : { topic: decode(topic) }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function kindOf(request: GcpRequest): EventKind | undefined {
  const type = mediaTypeOf(headerOf(request, 'content-type'))
  if (type.startsWith('application/cloudevents-batch')) return 'batch'
  if (type.startsWith('application/cloudevents')) return 'structured'
  const { headers } = request
  const has = (name: string): boolean => headers[name] !== undefined
  if (['ce-specversion', 'ce-type', 'ce-source', 'ce-id'].some(has)) return 'binary'
  if (['x-cloudscheduler', 'x-cloudscheduler-jobname'].some(has)) return 'cloud-scheduler'
  if (['x-cloudtasks-queuename', 'x-cloudtasks-taskname'].some(has)) return 'cloud-tasks'
  if (['x-goog-pubsub-subscription-name', 'x-goog-pubsub-message-id'].some(has)) return 'pubsub-unwrapped'
  return /[/+]json$/.test(type) && request.rawBody ? kindOfBody(request.rawBody) : undefined
}

// The names are searched for before anything is parsed: most bodies are no events.
function kindOfBody(body: Buffer): EventKind | undefined {
  const says = (name: string): boolean => body.includes(`"${name}"`)
  if (!says('subscription') && !says('eventType') && !says('specversion')) return undefined
  const fields = tryJson(body)
  if (fields === undefined) return undefined
  if (isFields(fields.message) && typeof fields.subscription === 'string') return 'pubsub-push'
  if (isBackground(fields)) return 'background'
  return ['specversion', 'type', 'source'].every((name) => typeof fields[name] === 'string') ? 'structured' : undefined
}

/** Whether an object is a background event: `{ context, data }`, or with the context's fields beside `data`. */
function isBackground(fields: Fields): boolean {
  if (!('data' in fields)) return false
  const context = isFields(fields.context) ? fields.context : fields
  return typeof context.eventType === 'string' && ('resource' in context || 'eventId' in context)
}

function tryJson(body: Buffer): Fields | undefined {
  try {
    const value = toJson(body, 'The body')
    return isFields(value) ? value : undefined
  } catch {
    // It is no event then; whoever handles the request says what is wrong with it.
    return undefined
  }
}
