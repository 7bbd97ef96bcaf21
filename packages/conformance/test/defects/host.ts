import type { PlainHostDefects } from '../plain-host.ts'
import type { Defect } from './defect.ts'

const hosting = (name: string, defects: PlainHostDefects, ...caughtBy: string[]): Defect => ({
  name,
  defects,
  caughtBy,
})

/** What an adapter gets wrong around its codec, and a platform in front of it. */
export const hostDefects: readonly Defect[] = [
  hosting('buffers responses', { buffersResponses: true }, 'streaming.early', 'streaming.backpressure'),
  hosting('buffers requests', { buffersRequests: true }, 'http.body.streamed'),
  hosting(
    'ends broken bodies as if they were whole',
    { endsBrokenStreams: true },
    'streaming.breaks-late',
    'streaming.silent',
  ),
  hosting('reads sources faster than clients', { ignoresBackpressure: true }, 'streaming.backpressure'),
  hosting('never waits for waitUntil', { neverSettles: true }, 'lifecycle.wait-until.rejects'),
  hosting('never runs the shutdown function', { neverShutsDown: true }, 'lifecycle.shutdown'),
  hosting('does not know the deadline', { hidesDeadline: true }, 'http.context.deadline', 'lifecycle.timeout.platform'),
  hosting('does not notice that the client left', { hidesDisconnect: true }, 'lifecycle.disconnect'),
  hosting('gives every invocation one id', { sameId: true }, 'http.context.id', 'lifecycle.concurrent'),
  hosting('names another platform', { platform: 'other' }, 'http.context.invocation'),
  hosting('loses the environment', { env: {} }, 'http.context.env'),
  hosting(
    'answers HTML to malformed JSON',
    {
      intercept(message, body, response) {
        if (message.headers['content-type'] !== 'application/json' || !body.toString().startsWith('{"a":')) return false
        response.writeHead(400, { 'content-type': 'text/html' }).end('<h1>Bad Request</h1>')
        return true
      },
    },
    'errors.json.malformed',
  ),
  hosting(
    'answers OPTIONS by itself',
    {
      intercept(message, _body, response) {
        if (message.method !== 'OPTIONS') return false
        response.writeHead(204, { 'access-control-allow-origin': '*' }).end()
        return true
      },
    },
    'http.routing.options-own',
    'http.routing.options-none',
    'http.routing.any',
  ),
  hosting(
    'answers 404 to HEAD',
    {
      intercept(message, _body, response) {
        if (message.method !== 'HEAD') return false
        response.writeHead(404).end()
        return true
      },
    },
    'http.routing.head',
    'streaming.head',
  ),
]
