import { type App, functionsOf, RoveError } from '@rove/core'
import type { EventTrigger } from '@rove/core/adapter'

/** The triggers of functions that are registered one by one. */
export const eventTriggers: readonly EventTrigger[] = ['message', 'event', 'schedule', 'object', 'change']

/** The name of the one function for an app's requests. */
export function httpFunctionName(app: App): string {
  return app.name
}

/** The name of the function for webhooks; no function of an app can have it, because of the hyphen. */
export function webhookFunctionName(app: App): string {
  return `${app.name}-webhooks`
}

/**
 * Checks that every function of an app can be registered: Azure takes names for the same that differ only in case, and
 * keeps `host` for itself.
 * Source: https://github.com/Azure/azure-functions-host, Utility.IsValidFunctionName
 *
 * @throws RoveError `AlreadyExists` for two functions of one name, `InvalidArgument` for a name that is kept
 */
export function checkFunctionNames(app: App): void {
  const taken = new Map<string, string>()
  if (functionsOf(app, 'request').length > 0) {
    taken.set(httpFunctionName(app).toLowerCase(), `the function for the requests of the app "${app.name}"`)
  }
  const names = eventTriggers.flatMap((trigger) => functionsOf(app, trigger).map(({ name }) => name))
  for (const name of [...(taken.size > 0 ? [httpFunctionName(app)] : []), ...names]) {
    if (name.toLowerCase() !== 'host') continue
    throw new RoveError('InvalidArgument', `"${name}" cannot name a function on Azure: the host keeps it for itself.`)
  }
  for (const name of names) {
    const other = taken.get(name.toLowerCase())
    if (other !== undefined) {
      throw new RoveError(
        'AlreadyExists',
        `The function "${name}" and ${other} have the same name on Azure, where case makes no difference. Rename one of them.`,
      )
    }
    taken.set(name.toLowerCase(), `the function "${name}"`)
  }
}
