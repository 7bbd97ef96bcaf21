import { RoveError } from './errors.ts'
import { Router } from './http/router.ts'
import type { Middleware } from './middleware.ts'
import type { RequestFunction } from './triggers/request.ts'

/** Any function an app can hold, by trigger. */
export type AppFunction = RequestFunction

/** What holds for a whole app. */
export interface AppOptions {
  /** Layers around every request, also around those that no route matches. */
  readonly middleware?: readonly Middleware[]
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
  readonly shutdown: (() => void | Promise<void>) | undefined
  /** Finds the function for a request. */
  readonly router: Router<NamedFunction>
}

/** A function with the name it has in its app. */
export interface NamedFunction {
  readonly name: string
  readonly function: RequestFunction
}

// Names become resource names; this is the set that all three providers take.
// Source: Lambda function names, Azure function names and Google function ids.
const nameShape = /^[a-z]([a-z0-9-]{0,46}[a-z0-9])?$/
const functionNameShape = /^[A-Za-z][A-Za-z0-9]{0,62}$/

/**
 * Puts functions together into an app.
 *
 * @param name lower-case letters, digits and hyphens, at most 48; providers' resources are named after it
 * @throws RoveError `InvalidArgument` for a name or a value that is not a function; `AlreadyExists` for two equal routes
 * @example export default app('shop', { placeOrder, getOrder })
 */
export function app(name: string, functions: Readonly<Record<string, AppFunction>>, options: AppOptions = {}): App {
  if (!nameShape.test(name)) {
    throw new RoveError(
      'InvalidArgument',
      `"${name}" cannot name an app: use lower-case letters, digits and hyphens, start with a letter, at most 48.`,
    )
  }
  const router = new Router<NamedFunction>()
  for (const [functionName, value] of Object.entries(functions)) {
    if (!functionNameShape.test(functionName)) {
      throw new RoveError(
        'InvalidArgument',
        `"${functionName}" in the app "${name}" cannot name a function: use letters and digits, at most 63.`,
      )
    }
    if ((value as AppFunction | undefined)?.trigger !== 'request') {
      throw new RoveError(
        'InvalidArgument',
        `"${functionName}" in the app "${name}" is not a function of Rove; make it with onRequest(…).`,
      )
    }
    router.add(value.route, { name: functionName, function: value })
  }
  return { name, functions: { ...functions }, middleware: options.middleware ?? [], shutdown: options.shutdown, router }
}
