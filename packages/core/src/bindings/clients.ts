import type { ResourceNames } from '../adapter/definition.ts'
import type { DriverKind, DriverSource, Drivers, OpenResource } from '../adapter/driver-source.ts'
import type { App } from '../app.ts'
import type { Env } from '../context.ts'
import { isRoveError, RoveError } from '../errors.ts'
import { grantsOf } from '../grants.ts'
import type { ClientScope, Resource, Uses } from './access.ts'
import { noteDriver } from './native.ts'

// A driver is opened once in a process, whichever pipeline asks: an adapter may make several of one app.
const opened = new WeakMap<DriverSource, Map<string, Drivers[DriverKind]>>()

/** The drivers of an app in this process, and the clients that work on them. */
export class Clients {
  readonly #app: App
  readonly #sources: readonly DriverSource[]
  readonly #resources: ResourceNames | undefined

  /** @throws RoveError `FailedPrecondition` that names every function and resource without a driver */
  constructor(app: App, sources: readonly DriverSource[], resources: ResourceNames | undefined) {
    this.#app = app
    this.#sources = sources
    this.#resources = resources
    const missing = grantsOf(app).filter(
      ({ resource }) => needsDriver(resource) && this.#sourceOf(resource) === undefined,
    )
    if (missing.length === 0) return
    const list = missing.map(({ function: name, resource }) => `${name} uses the ${resource.kind} "${resource.name}"`)
    throw new RoveError(
      'FailedPrecondition',
      `No driver was given for what the app "${app.name}" uses: ${list.join(', ')}. Give one: adapt(app, { bindings: [ … ] }).`,
    )
  }

  /** The clients of a function's `use`; each is made when it is asked for. */
  of(uses: Uses, scope: ClientScope): Readonly<Record<string, unknown>> {
    const clients: Record<string, unknown> = {}
    for (const [name, binding] of Object.entries(uses)) {
      Object.defineProperty(clients, name, {
        enumerable: true,
        configurable: true,
        get: () => {
          const driver = this.#driver(binding.resource, scope.env)
          const client = binding.connect(driver as never, scope)
          if (driver !== undefined) noteDriver(client as object, driver)
          Object.defineProperty(clients, name, { value: client, enumerable: true })
          return client
        },
      })
    }
    return clients
  }

  #driver(resource: Resource, env: Env): Drivers[DriverKind] | undefined {
    if (!needsDriver(resource)) return undefined
    const { name } = resource
    const source = this.#sourceOf(resource)
    if (source === undefined)
      throw new RoveError('FailedPrecondition', `There is no driver for the ${resource.kind} "${name}".`)
    const { ordered = false } = resource as { readonly ordered?: boolean }
    return openOnce(source, { name, native: this.#native(resource, env), ordered, env })
  }

  #native({ kind, name }: Resource, env: Env): string {
    return (
      this.#resources?.[kind as keyof ResourceNames]?.[name] ??
      // Deployments set to nothing what they have no name for.
      (env[`ROVE_${kind}_${name}`.toUpperCase().replaceAll('-', '_')]?.trim() || `${this.#app.name}-${name}`)
    )
  }

  #sourceOf({ kind, name }: Resource): DriverSource | undefined {
    return this.#sources.find((source) => source.kind === kind && (source.only?.includes(name) ?? true))
  }
}

function openOnce(source: DriverSource, resource: OpenResource): Drivers[DriverKind] {
  const drivers = opened.get(source) ?? new Map<string, Drivers[DriverKind]>()
  opened.set(source, drivers)
  const id = JSON.stringify([resource.name, resource.native])
  const driver = drivers.get(id) ?? openSafely(source, resource)
  drivers.set(id, driver)
  return driver
}

/** What a driver is opened with is the operator's, so what is wrong with it is no client's mistake, nor its business. */
function openSafely(source: DriverSource, resource: OpenResource): Drivers[DriverKind] {
  try {
    return source.open(resource)
  } catch (error) {
    if (!isRoveError(error) || !error.expose) throw error
    throw new RoveError(error.code, error.message, { cause: error, status: 500 })
  }
}

// A setting is read from the environment.
function needsDriver({ kind }: Resource): boolean {
  return kind !== 'config'
}
