import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import type { StartHost, StartServices, Target } from '@rove/core/adapter'

/** The parts of an adapter package that the command line uses. */
export interface Provider {
  /** As the user wrote it: `aws`, or a package name. */
  readonly name: string
  readonly target: Target
  readonly start: StartHost
  /** Undefined where the adapter has none. */
  readonly startServices: StartServices | undefined
}

/**
 * Loads the target and the host of an adapter as the app's own folder resolves them.
 * @param name `aws` for `@rove/aws`; a name with `/` or `@` is taken as a package name
 * @throws Error that says what to install when the package is not there
 */
export async function loadProvider(name: string, app: string): Promise<Provider> {
  const { target } = await load(name, 'target', app)
  const { start, startServices } = await load(name, 'host', app)
  if (typeof target !== 'object' || typeof start !== 'function') {
    throw new Error(
      `${toPackage(name)} does not export "target" from ./target and "start" from ./host, as an adapter does.`,
    )
  }
  return {
    name,
    target: target as Target,
    start: start as StartHost,
    startServices: startServices as StartServices | undefined,
  }
}

/** Loads what starts an adapter's services. @throws Error when the package, or the services, are not there */
export async function loadServices(name: string, app: string): Promise<StartServices> {
  const { startServices } = await load(name, 'host', app)
  if (typeof startServices === 'function') return startServices as StartServices
  throw new Error(`${toPackage(name)} does not export "startServices" from ./host.`)
}

async function load(name: string, room: string, app: string): Promise<Record<string, unknown>> {
  const { resolve } = createRequire(pathToFileURL(app))
  const packageName = toPackage(name)
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

function toPackage(name: string): string {
  return /[@/]/.test(name) ? name : `@rove/${name}`
}
