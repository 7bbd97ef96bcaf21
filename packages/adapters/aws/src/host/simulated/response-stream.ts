import type { ClientRequest } from 'node:http'
import { streamingMark } from './handler.ts'

interface Prelude {
  readonly [key: string]: unknown
}

const preludes = new WeakMap<ClientRequest, Prelude>()

/** Puts `awslambda` on the global object, before the function is loaded. */
export function provideGlobals(): void {
  Object.assign(globalThis, {
    awslambda: {
      streamifyResponse: (handler: object) => Object.assign(handler, { [streamingMark]: 'response' }),
      HttpResponseStream: { from: withPrelude },
    },
  })
}

// The metadata goes out with the first write, as in AWS's own runtime: `end()` alone sends none.
function withPrelude(stream: ClientRequest, prelude: Prelude): ClientRequest {
  stream.setHeader('content-type', 'application/vnd.awslambda.http-integration-response')
  preludes.set(stream, prelude)
  return stream
}

/** Makes the request to the Runtime API into the stream that a handler writes to. */
export function toResponseStream(request: ClientRequest): ClientRequest {
  const write = request.write.bind(request) as (chunk: unknown, ...rest: unknown[]) => boolean
  const writeFirst = (chunk: unknown, ...rest: unknown[]): boolean => {
    const prelude = preludes.get(request)
    if (prelude) {
      preludes.delete(request)
      write(JSON.stringify(prelude))
      write(new Uint8Array(8))
    }
    const plain = typeof chunk === 'string' || chunk instanceof Uint8Array
    return write(plain ? chunk : JSON.stringify(chunk), ...rest)
  }
  return Object.assign(request, {
    write: writeFirst,
    setContentType: (type: string) => request.setHeader('content-type', type),
  })
}
