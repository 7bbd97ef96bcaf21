import type { App } from '@rove/core'
import type { AdaptOptions as CoreOptions } from '@rove/core/adapter'
import { type AzureHandler, createHandler } from './handler.ts'
import { register } from './register.ts'

/** How an app is adapted to Azure Functions. */
export interface AdaptOptions extends CoreOptions {
  /** Whether bodies are streamed, in both directions. Default: true. It needs Functions host 4.28 or later. */
  readonly stream?: boolean
  /** Who may call: anyone, or callers with a function or master key. Default: `anonymous`. */
  readonly authLevel?: 'anonymous' | 'function' | 'admin'
}

/**
 * Runs an app on Azure Functions: registers it with `@azure/functions` (v4 programming model) as one catch-all HTTP
 * function named after the app, and returns the registered handler. Call it once, while the entry module loads. The
 * app's `shutdown` runs in the `appTerminate` hook. The host's route prefix is taken off every path by itself; a path
 * that begins with `/admin` or `/runtime` needs one, because the host keeps these.
 *
 * @example export const handler = adapt(app)
 */
export function adapt(app: App, options: AdaptOptions = {}): AzureHandler {
  const { stream = true, authLevel = 'anonymous' } = options
  const handler = createHandler(app, { ...options, stream })
  register(app, handler, { stream, authLevel })
  return handler
}
