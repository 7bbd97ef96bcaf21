import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { FunctionFailure } from './function-failure.ts'
import { maxResponseBytes } from './lambda-limits.ts'

/** Whether a runtime streams its answer. Source: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html#runtimes-custom-response-streaming */
export function isStreaming(request: IncomingMessage): boolean {
  return request.headers['lambda-runtime-function-response-mode']?.toString().toLowerCase() === 'streaming'
}

/** Reads a payload to its end; one that is over Lambda's limit is read on without being kept. */
export async function collectPayload(request: IncomingMessage): Promise<Buffer | FunctionFailure> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.byteLength
    if (size <= maxResponseBytes) chunks.push(chunk)
    else chunks.length = 0
  }
  return size <= maxResponseBytes ? Buffer.concat(chunks, size) : tooLarge(size)
}

/** The failure of a function whose buffered answer is over the limit. */
export function tooLarge(size: number): FunctionFailure {
  return new FunctionFailure('Function.ResponseSizeTooLarge', {
    errorType: 'Function.ResponseSizeTooLarge',
    errorMessage: `Response payload size (${size} bytes) exceeded maximum allowed payload size (${maxResponseBytes} bytes).`,
  })
}

/**
 * Hands a streamed answer on as it arrives, no faster than it is read. A reader that stops does not stop the function:
 * the rest is read and dropped, as Lambda does when a client disconnects.
 */
export async function* forwardPayload(
  request: IncomingMessage,
  response: ServerResponse,
  gone: Promise<never>,
): AsyncGenerator<Uint8Array> {
  const acknowledge = (): void => {
    response.writeHead(202, { 'content-type': 'application/json' })
    response.end('{"status":"OK"}')
  }
  try {
    yield* request.iterator({ destroyOnReturn: false }) as AsyncIterableIterator<Buffer>
  } catch {
    // The connection broke. Why is known as soon as the end of the process is.
    await Promise.race([gone, delay(2000)])
    throw new FunctionFailure('Runtime.TruncatedResponse', {
      errorType: 'Runtime.TruncatedResponse',
      errorMessage: 'The runtime closed the response stream before its end.',
    })
  } finally {
    if (request.readableEnded) acknowledge()
    else if (!request.destroyed) request.once('end', acknowledge).resume()
  }
  const failure = toFailure(request)
  if (failure) throw failure
}

function toFailure(request: IncomingMessage): FunctionFailure | undefined {
  const type = request.trailers['lambda-runtime-function-error-type']
  const body = request.trailers['lambda-runtime-function-error-body']
  if (!type && !body) return undefined
  return new FunctionFailure(type || 'Unhandled', Buffer.from(body ?? '', 'base64'))
}
