import { RoveError } from './errors.ts'
import { Router } from './http/router.ts'
import type { Middleware } from './middleware.ts'
import type { ChangeFunction } from './triggers/change.ts'
import type { EventFunction } from './triggers/event.ts'
import type { MessageFunction } from './triggers/message.ts'
import type { ObjectFunction } from './triggers/object.ts'
import type { EventMiddleware } from './triggers/options.ts'
import type { RequestFunction } from './triggers/request.ts'
import type { ScheduleFunction } from './triggers/schedule.ts'

/** A function for any trigger but a request. */
export type DeliveryFunction = MessageFunction | EventFunction | ScheduleFunction | ObjectFunction | ChangeFunction

/** Any function an app can hold, by trigger. */
export type AppFunction = RequestFunction | DeliveryFunction

/** What calls a function. */
export type Trigger = AppFunction['trigger']

/** What holds for a whole app. */
export interface AppOptions {
  /** Layers around every request, also around those that no route matches. */
  readonly middleware?: readonly Middleware[]
  /** Layers around every handler of an event, whatever its trigger. */
  readonly eventMiddleware?: readonly EventMiddleware[]
  /**
   * Clean-up before the process ends, where the provider announces it (`lifecycle.shutdown`). It has a few seconds:
   * close connections, flush what is buffered.
   */
  readonly shutdown?: () => void | Promise<void>
}

/** An app: the one list of functions that building, checking, running and deploying read. Made with {@link app}. */
export interface App {
  readonly name: string
  readonly functions: Readonly<Record<string, AppFunction>>
  readonly middleware: readonly Middleware[]
  readonly eventMiddleware: readonly EventMiddleware[]
  readonly shutdown: (() => void | Promise<void>) | undefined
  /** Finds the function for a request. */
  readonly router: Router<NamedFunction<RequestFunction>>
}

/** A function with the name it has in its app. */
export interface NamedFunction<F extends AppFunction = AppFunction> {
  readonly name: string
  readonly function: F
}

// Names become resource names; this is the set that all three providers take.
// Source: Lambda function names, Azure function names and Google function ids.
const nameShape = /^[a-z]([a-z0-9-]{0,46}[a-z0-9])?$/
const functionNameShape = /^[A-Za-z][A-Za-z0-9]{0,62}$/

const makers: Readonly<Record<Trigger, string>> = {
  request: 'onRequest',
  message: 'onMessage',
  event: 'onEvent',
  schedule: 'onSchedule',
  object: 'onObject',
  change: 'onChange',
}

/**
 * Puts functions together into an app.
 *
 * @param name lower-case letters, digits and hyphens, at most 48; providers' resources are named after it
 * @throws RoveError `InvalidArgument` for a name or a value that is not a function; `AlreadyExists` for two equal routes
 * or two functions for the messages of one queue
 * @example export default app('shop', { placeOrder, getOrder, ship })
 */
export function app(name: string, functions: Readonly<Record<string, AppFunction>>, options: AppOptions = {}): App {
  if (!nameShape.test(name)) {
    throw new RoveError(
      'InvalidArgument',
      `"${name}" cannot name an app: use lower-case letters, digits and hyphens, start with a letter, at most 48.`,
    )
  }
  const router = new Router<NamedFunction<RequestFunction>>()
  const consumers = new Map<string, string>()
  for (const [functionName, value] of Object.entries(functions)) {
    checkFunction(name, functionName, value)
    if (value.trigger === 'request') router.add(value.route, { name: functionName, function: value })
    if (value.trigger === 'message') claimQueue(consumers, value, functionName)
  }
  const { middleware = [], eventMiddleware = [], shutdown } = options
  return { name, functions: { ...functions }, middleware, eventMiddleware, shutdown, router }
}

/** The functions of an app with one trigger, with their names, in the app's order. */
export function functionsOf<T extends Trigger>(
  { functions }: App,
  trigger: T,
): Array<NamedFunction<Extract<AppFunction, { readonly trigger: T }>>> {
  return Object.entries(functions).flatMap(([name, value]) =>
    value.trigger === trigger ? [{ name, function: value as Extract<AppFunction, { readonly trigger: T }> }] : [],
  )
}

function checkFunction(appName: string, name: string, value: AppFunction | undefined): void {
  if (!functionNameShape.test(name)) {
    throw new RoveError(
      'InvalidArgument',
      `"${name}" in the app "${appName}" cannot name a function: use letters and digits, at most 63.`,
    )
  }
  if (value === undefined || !Object.hasOwn(makers, String(value?.trigger))) {
    throw new RoveError(
      'InvalidArgument',
      `"${name}" in the app "${appName}" is not a function of Rove; make it with ${Object.values(makers).join('(…), ')}(…).`,
    )
  }
}

function claimQueue(consumers: Map<string, string>, { queue }: MessageFunction, name: string): void {
  const other = consumers.get(queue.name)
  if (other !== undefined) {
    throw new RoveError(
      'AlreadyExists',
      `"${other}" and "${name}" both handle the queue "${queue.name}": a message reaches one function. Use a topic to reach several.`,
    )
  }
  consumers.set(queue.name, name)
}
