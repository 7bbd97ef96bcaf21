import { subscribe } from 'node:diagnostics_channel'
import type { IncomingMessage, ServerResponse } from 'node:http'

/**
 * The way back to the client of each streamed invocation, by its id. With HTTP streams the host forwards the request to
 * a server inside the library, which shows neither a slow nor a vanished client, and leaves the client waiting when a
 * body fails halfway (https://github.com/Azure/azure-functions-nodejs-library/issues/294). Node announces each request
 * of each server, so that its response can be found without touching the library.
 * Source: https://nodejs.org/api/diagnostics_channel.html#http
 */
const responses = new Map<string, ServerResponse>()
let watching = false

/** Starts to take note of the library's responses. Called before the library's server starts; once is enough. */
export function watchConnections(): void {
  if (watching) return
  watching = true
  subscribe('http.server.request.start', (message) => {
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse }
    const id = request.headers['x-ms-invocation-id']
    if (typeof id !== 'string') return
    responses.set(id, response)
    response.once('close', () => responses.delete(id))
  })
}

/** The response of an invocation that is being streamed; undefined when there is none, or it has ended. */
export function connectionOf(invocationId: string | undefined): ServerResponse | undefined {
  return invocationId === undefined ? undefined : responses.get(invocationId)
}

/** Aborts when the connection closes before the answer was written. */
export function disconnectSignal(connection: ServerResponse): AbortSignal {
  const controller = new AbortController()
  const gone = (): void => {
    if (!connection.writableFinished) controller.abort(new Error('The client has gone away.'))
  }
  if (connection.destroyed) gone()
  else connection.once('close', gone)
  return controller.signal
}

/** Waits until the client has taken what was written, or has gone. */
export function drained(connection: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      connection.off('drain', done)
      connection.off('close', done)
      resolve()
    }
    connection.on('drain', done).on('close', done)
    if (connection.destroyed || !connection.writableNeedDrain) done()
  })
}
