import type { ResourceNames } from '../adapter/definition.ts'
import type { DecodedDelivery, EventTrigger } from '../adapter/delivery.ts'
import { type App, type DeliveryFunction, functionsOf, type NamedFunction } from '../app.ts'
import type { Env } from '../context.ts'
import { RoveError } from '../errors.ts'

/** Where the provider's names of an app's resources are found. */
export interface Naming {
  readonly resources: ResourceNames | undefined
  readonly env: Env
}

/** A function and what it is called with. */
export interface Call {
  readonly target: NamedFunction<DeliveryFunction>
  readonly delivery: DecodedDelivery
}

/**
 * The calls that a delivery asks for: the functions that listen to what it comes from, or else those for what is inside
 * it. Empty when there is nothing to do (a test event).
 * @throws RoveError `Unimplemented` that names what came and what the app handles
 */
export function findCalls(app: App, delivery: DecodedDelivery, naming: Naming): Call[] {
  const calls = tryFindCalls(app, delivery, naming)
  if (calls) return calls
  const came = describeDelivery(delivery)
  throw new RoveError('Unimplemented', `The app "${app.name}" has no function for ${came}. ${describeHandled(app)}`, {
    operation: 'deliver',
  })
}

function tryFindCalls(app: App, delivery: DecodedDelivery, naming: Naming): Call[] | undefined {
  const targets = findTargets(app, delivery, naming)
  if (targets.length > 0) return targets.map((target) => ({ target, delivery }))
  const inner = delivery.inner?.().map((one) => tryFindCalls(app, one, naming))
  if (inner?.some((calls) => calls === undefined)) return undefined
  return inner?.flatMap((calls) => calls ?? [])
}

function findTargets(app: App, delivery: DecodedDelivery, naming: Naming): Array<NamedFunction<DeliveryFunction>> {
  const candidates = functionsOf(app, delivery.trigger).filter(
    ({ function: one }) => delivery.trigger !== 'object' || (one.trigger === 'object' && one.kind === delivery.kind),
  )
  if (delivery.function !== undefined) return candidates.filter(({ name }) => name === delivery.function)
  // Without a name there is no telling which; only one can be meant when there is only one.
  if (delivery.names.length === 0) return candidates.length === 1 ? candidates : []
  for (const native of delivery.names) {
    const found = candidates.filter((candidate) => isCalled(app, candidate, native, naming))
    if (found.length > 0) return found
  }
  return []
}

function isCalled(app: App, candidate: NamedFunction<DeliveryFunction>, native: string, naming: Naming): boolean {
  const { kind, name } = resourceOf(candidate)
  if (native === name || native === `${app.name}-${name}`) return true
  if (kind === 'function') return native === toKebab(name) || native === toKebab(`${app.name}-${name}`)
  if (naming.resources?.[kind]?.[name] === native) return true
  const set = naming.env[`ROVE_${kind}_${name}`.toUpperCase().replaceAll('-', '_')]
  return set !== undefined && (set === native || lastPart(set) === native)
}

/** What a function listens to; a schedule is known by the function's own name. */
export function resourceOf({ name, function: one }: NamedFunction<DeliveryFunction>): {
  readonly kind: 'queue' | 'topic' | 'bucket' | 'kv' | 'function'
  readonly name: string
} {
  if (one.trigger === 'message') return one.queue
  if (one.trigger === 'event') return one.topic
  if (one.trigger === 'object') return one.bucket
  if (one.trigger === 'change') return one.store
  return { kind: 'function', name }
}

// An ARN or a URL ends with the name.
function lastPart(value: string): string | undefined {
  return value
    .replace(/\.fifo$/, '')
    .split(/[/:]/)
    .at(-1)
}

function toKebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}

const whats: Readonly<Record<EventTrigger, string>> = {
  message: 'the messages of',
  event: 'the events of',
  schedule: 'the schedule',
  object: 'the objects of',
  change: 'the changes of',
}

function describeDelivery(delivery: DecodedDelivery): string {
  if (delivery.function !== undefined) return `"${delivery.function}" (trigger ${delivery.trigger})`
  const kind = delivery.trigger === 'object' ? ` (${delivery.kind})` : ''
  const names = delivery.names.map((name) => `"${name}"`).join(' or ') || `${delivery.source} (which it does not name)`
  return `${whats[delivery.trigger]} ${names}${kind}`
}

function describeHandled(app: App): string {
  const handled = (Object.keys(whats) as EventTrigger[]).flatMap((trigger) =>
    functionsOf(app, trigger).map((one) => `${whats[trigger]} "${resourceOf(one).name}" (${one.name})`),
  )
  const list = handled.length > 0 ? handled.join(', ') : 'only requests'
  return `It handles ${list}. Where the provider's name is another one, say so: adapt(app, { resources: { … } }).`
}
