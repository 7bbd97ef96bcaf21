// The default import: value imports by name fail on Node 20, whose ESM loader cannot see a bundled CommonJS module's names.
import azure from '@azure/functions'
import type { App } from '@rove/core'
import { watchConnections } from './connection.ts'
import type { AzureHandler } from './handler.ts'
import { catchAllRoute, reservedSegments, routedMethods } from './route.ts'

/** How an app is registered. */
export interface Registration {
  readonly stream: boolean
  readonly authLevel: 'anonymous' | 'function' | 'admin'
}

/**
 * Registers an app as one catch-all HTTP function named after it, so that routing, 404, 405 and HEAD are the app's own.
 * Outside of the Functions runtime the library only warns.
 */
export function register(app: App, handler: AzureHandler, { stream, authLevel }: Registration): void {
  azure.app.setup({ enableHttpStream: stream })
  if (stream) watchConnections()
  azure.app.http(app.name, {
    authLevel,
    methods: routedMethods,
    route: catchAllRoute,
    handler,
  })
  const { shutdown } = app
  if (shutdown) azure.app.hook.appTerminate(() => shutdown())
  warnOfReservedRoutes(app)
}

// Not an error: behind a route prefix they can be reached.
function warnOfReservedRoutes(app: App): void {
  for (const [name, { route }] of Object.entries(app.functions)) {
    const [first] = route.segments
    if (first?.kind !== 'literal' || !reservedSegments.includes(first.text.toLowerCase())) continue
    console.warn(
      `The function "${name}" cannot be reached at ${route.path} on Azure: the Functions host keeps /${first.text} for itself. Choose another path, or set extensions.http.routePrefix in host.json.`,
    )
  }
}
