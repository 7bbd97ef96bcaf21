import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import type { GcpRequest, GcpResponse } from '../src/index.ts'

/** What a request is made of. */
export interface RequestParts {
  readonly method?: string
  readonly target?: string
  readonly headers?: ReadonlyArray<readonly [name: string, value: string]>
  readonly rawBody?: Buffer
  readonly remoteAddress?: string
  readonly executionId?: string
  readonly abortController?: AbortController
}

/** A request as functions-framework hands it over, built from its documentation and not from the codec. */
export function gcpRequest(parts: RequestParts = {}): GcpRequest {
  const message = new IncomingMessage(new Socket())
  const { headers = [['host', 'fn.example']], method = 'GET', target = '/', remoteAddress = '169.254.1.1' } = parts
  const combined: Record<string, string> = {}
  for (const [name, value] of headers) combined[name.toLowerCase()] ??= value
  Object.defineProperty(message, 'socket', { value: { remoteAddress } })
  return Object.assign(message, {
    method,
    url: '/rewritten-by-a-router',
    originalUrl: target,
    rawHeaders: headers.flat() as string[],
    headers: combined,
    ...(parts.rawBody === undefined ? {} : { rawBody: parts.rawBody }),
    ...(parts.executionId === undefined ? {} : { executionId: parts.executionId }),
    ...(parts.abortController === undefined ? {} : { abortController: parts.abortController }),
  })
}

/** A response that belongs to no connection. */
export function gcpResponse(): GcpResponse {
  return new ServerResponse(new IncomingMessage(new Socket()))
}
