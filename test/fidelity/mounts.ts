import type { IncomingMessage, ServerResponse } from 'node:http'
import { fileURLToPath } from 'node:url'
import type { App, LogRecord } from '@rove/core'
import { jsonLog } from '@rove/core/adapter'
import { adapt, local } from '@rove/local'

/** This module, as entries import it. */
export const mountsModule: string = JSON.stringify(fileURLToPath(import.meta.url))

/** An app as a fetch handler. Its log goes where the process prints, as an app's own would. */
export function toFetch(app: App): (request: Request) => Promise<Response> {
  const client = local(app)
  const logs = client.logs as LogRecord[]
  logs.push = (...records) => {
    for (const record of records) jsonLog(record)
    return 0
  }
  return (request) => client.request(request)
}

/**
 * An app as a node:http listener. It reads `request.headers`, as express and its like do: what peers make is no message
 * of a real connection and may have no `rawHeaders`. And it stops writing at `false` only, as `pipe` does: some give
 * nothing at all. One proxy is trusted for the scheme, express's `trust proxy`.
 */
export function toListener(app: App): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const handler = adapt(app, { trustedProxies: 1 })
  return (request, response) => {
    request.rawHeaders = Object.entries(request.headers).flatMap(([name, value]) =>
      [value ?? []].flat().flatMap((one) => [name, String(one)]),
    )
    const write = response.write.bind(response) as (chunk: unknown) => boolean
    response.write = (chunk: unknown) => write(chunk) !== false
    return handler(request, response)
  }
}
