import type { Server } from 'node:http'

const known = new WeakMap<Server, boolean>()

/**
 * Whether functions-framework (5, on Express 5) listens on a server and runs an HTTP function: told by its own
 * middleware. Other servers of the process, a user's own Express app among them, are not it; for functions that take
 * events the framework itself must read the body.
 */
export function isFrameworkServer(server: Server): boolean {
  let answer = known.get(server)
  if (answer === undefined) {
    answer = server.listeners('request').some(isFrameworkApp)
    known.set(server, answer)
  }
  return answer
}

function isFrameworkApp(listener: unknown): boolean {
  // `lazyrouter` marks Express 4, where merely reading `router` throws.
  if (typeof listener !== 'function' || 'lazyrouter' in listener || !('router' in listener)) return false
  const { stack } = listener.router as { stack?: ReadonlyArray<{ handle?: { name?: string } }> }
  const names = stack?.map((layer) => layer.handle?.name) ?? []
  return names.includes('executionContextMiddleware') && !names.includes('legacyPubSubEventMiddleware')
}
