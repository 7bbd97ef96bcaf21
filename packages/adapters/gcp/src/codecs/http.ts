import type { IncomingMessage, ServerResponse } from 'node:http'
import { RoveError } from '@rove/core'
import type { Answer, DecodedRequest, RawBody, StreamHttpCodec } from '@rove/core/adapter'
import {
  clientAddress,
  forwardedScheme,
  hasBody,
  type MessageStream,
  readMessage,
  toHeaderRecord,
  toHost,
  toPathAndQuery,
} from '@rove/core/node'

/**
 * What is read of the request that functions-framework hands to an HTTP function; its own `Request` is one.
 * Source: https://github.com/GoogleCloudPlatform/functions-framework-nodejs/blob/main/src/functions.ts
 */
export interface GcpRequest extends MessageStream {
  readonly method: string
  /** The request target as it was received; `url` may have been changed by a router. */
  readonly originalUrl: string
  /** Names and values in turn, as received. */
  readonly rawHeaders: string[]
  readonly headers: IncomingMessage['headers']
  readonly socket: { readonly remoteAddress?: string | undefined }
  /** The whole body; undefined when the framework has not read one. */
  readonly rawBody?: Buffer
  /** From the `function-execution-id` header, or made by the framework. */
  readonly executionId?: string
  /** Aborted with `'timeout'` by the framework when it was started with a timeout. */
  readonly abortController?: AbortController
}

/** The response of functions-framework: Express's, of which only what Node has is used. */
export type GcpResponse = ServerResponse

/**
 * The codec of HTTP functions.
 * @param trustedProxies how many proxies of the user's own stand in front of Google's front end
 */
export function createHttpCodec(trustedProxies: number): StreamHttpCodec<GcpRequest, Answer> {
  return {
    name: 'http',
    title: 'HTTP function of functions-framework',
    trigger: 'request',
    answers: 'stream',
    matches: isGcpRequest,
    decode: (event) => decode(event, trustedProxies + 1),
    encode: (answer) => checkSize(answer),
    maxResponseBytes,
  }
}

// Source: https://cloud.google.com/functions/quotas, for responses that are not streamed.
const maxResponseBytes = 32 * 1024 * 1024

// Google's front end would answer 500 without a word in the function's log.
// Source: https://cloud.google.com/run/docs/troubleshooting#500
function checkSize(answer: Answer): Answer {
  const { body } = answer
  const size = body instanceof Uint8Array ? body.byteLength : typeof body === 'string' ? sizeOf(body) : 0
  if (size <= maxResponseBytes) return answer
  throw new RoveError(
    'ResourceExhausted',
    `The response body has ${size} bytes; Google Cloud Functions takes at most ${maxResponseBytes} in one piece. Answer with stream(…) instead.`,
    { status: 500, expose: true },
  )
}

// A character has at most three bytes for each unit of its length; most texts need not be measured.
function sizeOf(text: string): number {
  return text.length * 3 <= maxResponseBytes ? text.length : Buffer.byteLength(text)
}

/** Whether a value is a request of functions-framework. */
export function isGcpRequest(event: unknown): event is GcpRequest {
  if (typeof event !== 'object' || event === null) return false
  const { rawHeaders, originalUrl, method } = event as Partial<GcpRequest>
  return Array.isArray(rawHeaders) && typeof originalUrl === 'string' && typeof method === 'string'
}

function decode(event: GcpRequest, trustedProxies: number): DecodedRequest {
  const headers = toHeaderRecord(event)
  const { path, query } = toPathAndQuery(event.originalUrl)
  return {
    method: event.method.toUpperCase(),
    scheme: forwardedScheme({ headers, trustedProxies }),
    host: toHost(headers),
    path,
    query,
    headers,
    body: bodyOf(event, headers),
    clientIp: clientAddress({ headers, socketAddress: event.socket.remoteAddress, trustedProxies }),
  }
}

// The framework reads no body that has no content type; it is still there to be read.
function bodyOf(event: GcpRequest, headers: DecodedRequest['headers']): RawBody {
  if (event.rawBody !== undefined) return event.rawBody.byteLength === 0 ? null : event.rawBody
  return headers && hasBody(headers) && !event.readableEnded ? readMessage(event) : null
}
