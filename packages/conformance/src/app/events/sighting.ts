import type { Change, EventContext, Message, ObjectEvent, Tick, TopicEvent } from '@rove/core'
import { findInstruction, type Instruction } from './instruction.ts'
import { type Shown, show } from './shown.ts'

/** Stands before each sighting in the log; what a platform puts before or after it is cut off. */
export const sightingMark = 'conformance-saw '

/** Any event that a handler of the app gets. */
export type PortableEvent = Message | TopicEvent | Tick | ObjectEvent | Change

/** What happened in a handler. */
export type Moment = 'called' | 'finished' | 'aborted'

/** What a handler saw, as it is read back from the log. Texts and numbers are missing where they were undefined. */
export interface Sighting {
  readonly moment: Moment
  /** The instruction's text; null when the event held none. */
  readonly told: string | null
  /** The instruction's `id`, empty without one. */
  readonly item: string
  readonly function: string
  readonly event: Readonly<Record<string, unknown>>
  readonly data: Shown
  readonly before: Shown
  readonly after: Shown
  readonly context: {
    readonly id: string
    readonly attempt: number
    readonly idempotencyKey: string
    /** Milliseconds left; null where the platform does not say. */
    readonly left: number | null
    readonly aborted: boolean
    readonly env: string | null
    readonly platform: string
    readonly trace: { readonly traceId: string; readonly remote: boolean; readonly tracestate?: string }
  }
  /** The layers it went through. */
  readonly trail: readonly string[]
  /** Whether this context, and the event's body and attributes, were never seen before. */
  readonly isFresh: boolean
}

const trails = new WeakMap<EventContext, string[]>()
const known = new WeakSet<object>()

/** Adds a layer to the trail of a call. */
export function addToTrail(context: EventContext, layer: string): void {
  const trail = trails.get(context)
  if (trail) trail.push(layer)
  else trails.set(context, [layer])
}

/** The instruction in an event: in what it holds before in what it is called. */
export function instructionOf(event: PortableEvent): Instruction | undefined {
  const { after, before, key, attributes } = event as Partial<Change & ObjectEvent & Message>
  const held = event.data instanceof Uint8Array ? Buffer.from(event.data).toString('latin1') : toText(event.data)
  return findInstruction([toText(after), toText(before), key, held, event.id, toText(attributes)])
}

/** Prints what a handler saw as one line of ASCII, which no pipe on the way can cut or change. */
export function report(moment: Moment, event: PortableEvent, context: EventContext): void {
  const { data, body, before, after, ...fields } = event as PortableEvent & Partial<Message & Change>
  const instruction = instructionOf(event)
  const { traceId, remote, tracestate } = context.trace
  const sighting: Sighting = {
    moment,
    told: instruction?.text ?? null,
    item: instruction?.id ?? '',
    function: context.function,
    event: { ...fields, ...('body' in event ? { hasBody: body === data } : {}) },
    data: show(data),
    before: show(before),
    after: show(after),
    context: {
      id: context.id,
      attempt: context.attempt,
      idempotencyKey: context.idempotencyKey,
      left: context.deadline === undefined ? null : context.deadline - Date.now(),
      aborted: context.signal.aborted,
      env: context.env.ROVE_CONFORMANCE ?? null,
      platform: context.platform.name,
      trace: { traceId, remote, ...(tracestate === undefined ? {} : { tracestate }) },
    },
    trail: trails.get(context) ?? [],
    isFresh: moment === 'called' && [context, data, fields.attributes].every(isNew),
  }
  console.log(sightingMark + toAscii(JSON.stringify(sighting)))
}

function isNew(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true
  if (known.has(value)) return false
  known.add(value)
  return true
}

function toText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : value === undefined ? undefined : JSON.stringify(value)
}

function toAscii(json: string): string {
  return json.replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
