import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import type { StartHost, Target } from '@rove/core/adapter'

/** The parts of an adapter package that the command line uses. */
export interface Provider {
  /** As the user wrote it: `aws`, or a package name. */
  readonly name: string
  readonly target: Target
  readonly start: StartHost
}

/**
 * Loads the target and the host of an adapter as the app's own folder resolves them.
 * @param name `aws` for `@rove/aws`; a name with `/` or `@` is taken as a package name
 * @throws Error that says what to install when the package is not there
 */
export async function loadProvider(name: string, app: string): Promise<Provider> {
  const packageName = /[@/]/.test(name) ? name : `@rove/${name}`
  const { resolve } = createRequire(pathToFileURL(app))
  const load = async (room: string): Promise<Record<string, unknown>> => {
    let path: string
    try {
      path = resolve(`${packageName}/${room}`)
    } catch (cause) {
      throw new Error(`There is no adapter "${packageName}" for ${app}; install it with: npm install ${packageName}`, {
        cause,
      })
    }
    return import(pathToFileURL(path).href)
  }
  const { target } = await load('target')
  const { start } = await load('host')
  if (typeof target !== 'object' || typeof start !== 'function') {
    throw new Error(
      `${packageName} does not export "target" from ./target and "start" from ./host, as an adapter does.`,
    )
  }
  return { name, target: target as Target, start: start as StartHost }
}
