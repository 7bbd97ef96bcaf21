import { subscribe } from 'node:diagnostics_channel'
import type { IncomingMessage, Server } from 'node:http'
import { type Covered, cover, uncover } from './cover.ts'
import { isEntryPoint } from './entry-point.ts'
import { isFrameworkServer } from './framework-server.ts'

interface Arrival {
  /** Epoch milliseconds. */
  readonly at: number
  readonly server: Server
  readonly covered: Covered | undefined
}

const arrivals = new WeakMap<object, Arrival>()
const serversOfOurs = new WeakSet<Server>()
let isOurProcess = false
let subscribed = false

/**
 * Keeps functions-framework from answering in a handler's place. Its body parsers answer malformed JSON, unknown
 * charsets and encodings with a page of HTML, its router does so for a malformed `%` and answers 404 for
 * `/favicon.ico` and `/robots.txt`; a function cannot configure that
 * (https://github.com/GoogleCloudPlatform/functions-framework-nodejs/issues/686). Requests are covered as they come,
 * but only where they will reach a handler of ours: when it is the process's entry point, else (a test server) once it
 * was called on that server. Where Node does not announce requests, nothing changes.
 */
export function watchRequests(handler: unknown): void {
  // When the module fails to load, the framework says so and ends the process.
  isEntryPoint(handler).then(
    (is) => {
      isOurProcess ||= is
    },
    () => undefined,
  )
  if (subscribed) return
  subscribed = true
  // Source: https://nodejs.org/api/diagnostics_channel.html#http, since Node 18.8.
  subscribe('http.server.request.start', (message) => {
    const { request, server } = message as { request: IncomingMessage; server: Server }
    if (!isFrameworkServer(server)) return
    const isOurs = isOurProcess || serversOfOurs.has(server)
    arrivals.set(request, { at: Date.now(), server, covered: isOurs ? cover(request) : undefined })
  })
}

/** Takes a request over from the framework, as the client sent it. Tells when it arrived, where that is known. */
export function takeRequest(request: object): number | undefined {
  const arrival = arrivals.get(request)
  if (arrival === undefined) return undefined
  arrivals.delete(request)
  serversOfOurs.add(arrival.server)
  if (arrival.covered) uncover(request as IncomingMessage, arrival.covered)
  return arrival.at
}
