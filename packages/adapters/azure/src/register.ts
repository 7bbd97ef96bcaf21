// The default import: value imports by name fail on Node 20, whose ESM loader cannot see a bundled CommonJS module's names.
import azure from '@azure/functions'
import { type App, functionsOf, RoveError } from '@rove/core'
import { watchConnections } from './connection.ts'
import type { EventHandlers } from './event-handler.ts'
import { checkFunctionNames, httpFunctionName, webhookFunctionName } from './function-names.ts'
import type { AzureHandler } from './handler.ts'
import { type EventRegistration, registerEvents } from './register-events.ts'
import { catchAllRoute, reservedSegments, routedMethods } from './route.ts'
import { createWebhookHandler, webhookRoute } from './webhook.ts'

/** How an app is registered. */
export interface Registration extends EventRegistration {
  readonly stream: boolean
  readonly authLevel: 'anonymous' | 'function' | 'admin'
  readonly webhooks: boolean
  /** Handles requests. */
  readonly handler: AzureHandler
  /** Makes what handles events. */
  readonly eventHandlers: EventHandlers
}

/**
 * Registers an app: one catch-all HTTP function named after it for all of its request functions, so that routing, 404, 405
 * and HEAD are the app's own (none when it has no request function), and one function for each that handles events,
 * under its own name. Outside of the Functions runtime the library only warns.
 *
 * @throws RoveError when a name, a service or a route cannot be had on Azure
 */
export function register(app: App, registration: Registration): void {
  checkFunctionNames(app)
  if (functionsOf(app, 'request').length > 0) registerRequests(app, registration)
  const { eventHandlers, webhooks } = registration
  const sources = registerEvents(app, eventHandlers, registration)
  if (webhooks) {
    checkWebhookRoute(app)
    azure.app.http(webhookFunctionName(app), {
      authLevel: 'function',
      methods: ['POST', 'OPTIONS'],
      route: webhookRoute,
      handler: createWebhookHandler(sources, eventHandlers),
    })
  }
  const { shutdown } = app
  if (shutdown) azure.app.hook.appTerminate(() => shutdown())
}

function registerRequests(app: App, { stream, authLevel, handler }: Registration): void {
  azure.app.setup({ enableHttpStream: stream })
  if (stream) watchConnections()
  azure.app.http(httpFunctionName(app), {
    authLevel,
    methods: routedMethods,
    route: catchAllRoute,
    handler,
  })
  warnOfReservedRoutes(app)
}

// Not an error: behind a route prefix they can be reached.
function warnOfReservedRoutes(app: App): void {
  for (const { name, function: one } of functionsOf(app, 'request')) {
    const [first] = one.route.segments
    if (first?.kind !== 'literal' || !reservedSegments.includes(first.text.toLowerCase())) continue
    console.warn(
      `The function "${name}" cannot be reached at ${one.route.path} on Azure: the Functions host keeps /${first.text} for itself. Choose another path, or set extensions.http.routePrefix in host.json.`,
    )
  }
}

function checkWebhookRoute(app: App): void {
  for (const { name, function: one } of functionsOf(app, 'request')) {
    if (!/^\/rove\/events(\/|$)/i.test(one.route.path)) continue
    throw new RoveError(
      'AlreadyExists',
      `The function "${name}" cannot have the route ${one.route.path}: with webhooks, /rove/events is where events are posted. Choose another path.`,
    )
  }
}
