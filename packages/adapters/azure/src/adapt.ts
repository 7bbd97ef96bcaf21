import type { App } from '@rove/core'
import type { AdaptOptions as CoreOptions } from '@rove/core/adapter'
import type { Connections } from './connections.ts'
import { createEventHandlers } from './event-handler.ts'
import { type AzureHandler, createHandler } from './handler.ts'
import { register } from './register.ts'
import type { Services } from './services.ts'

/** How an app is adapted to Azure Functions. */
export interface AdaptOptions extends CoreOptions {
  /** Whether bodies are streamed, in both directions. Default: true. It needs Functions host 4.28 or later. */
  readonly stream?: boolean
  /** Who may call: anyone, or callers with a function or master key. Default: `anonymous`. */
  readonly authLevel?: 'anonymous' | 'function' | 'admin'
  /**
   * The services behind the app's resources, where they are not the default: `{ queue: { shipments: 'service-bus' } }`.
   * A resource's name is `resources`' or `ROVE_QUEUE_SHIPMENTS`', or else the logical name behind the app's.
   */
  readonly services?: Services
  /** The settings that hold the connections, where they are not the default. */
  readonly connections?: Connections
  /** The Cosmos DB database of the key-value stores. Default: `ROVE_COSMOS_DATABASE`, or else the app's name. */
  readonly database?: string
  /**
   * Whether events may also be posted, in the Event Grid schema or as CloudEvents, to `/rove/events/<function>`, a function
   * of its own that always asks for a key. Default: false; subscriptions that name the function need none of it.
   */
  readonly webhooks?: boolean
}

/**
 * Runs an app on Azure Functions: registers it with `@azure/functions` (v4 programming model). All request functions are
 * one catch-all HTTP function named after the app, and the handler of that is returned; without request functions there
 * is none. Each function for events is registered under its own name for the service behind its resource. Call it once,
 * while the entry module loads. The app's `shutdown` runs in the `appTerminate` hook. The host's route prefix is taken
 * off every path by itself; a path that begins with `/admin` or `/runtime` needs one, because the host keeps these.
 *
 * @throws RoveError when Azure cannot have it: two functions whose names differ only in case, a name that a service does
 * not take, an ordered queue on a service that keeps no order
 * @example export const handler = adapt(app)
 * @example export const handler = adapt(app, { services: { queue: { shipments: 'service-bus' } } })
 */
export function adapt(app: App, options: AdaptOptions = {}): AzureHandler {
  const { stream = true, authLevel = 'anonymous', webhooks = false } = options
  const handler = createHandler(app, { ...options, stream })
  const eventHandlers = createEventHandlers(app, options)
  register(app, { ...options, stream, authLevel, webhooks, handler, eventHandlers, env: process.env })
  return handler
}
