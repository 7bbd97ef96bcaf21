import type { IncomingMessage } from 'node:http'
import { RoveError } from '../errors.ts'
import type { HeaderRecord } from '../http/headers.ts'
import type { RequestLine } from '../http/url.ts'

/** The received headers with every value apart, names in lower case: Node's own record drops some repeated ones. */
export function toHeaderRecord(message: Pick<IncomingMessage, 'rawHeaders'>): HeaderRecord {
  const record: Record<string, string | string[]> = Object.create(null)
  const { rawHeaders } = message
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] ?? '').toLowerCase()
    const value = rawHeaders[index + 1] ?? ''
    const known = record[name]
    if (known === undefined) record[name] = value
    else if (typeof known === 'string') record[name] = [known, value]
    else known.push(value)
  }
  return record
}

/** Path and query of a request target; an absolute-form target (RFC 9112, 3.2.2) loses its scheme and authority. */
export function toPathAndQuery(target: string): Pick<RequestLine, 'path' | 'query'> {
  const relative = target.startsWith('/') ? target : target.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '')
  const mark = relative.indexOf('?')
  const path = mark < 0 ? relative : relative.slice(0, mark)
  return { path: path || '/', query: mark < 0 ? '' : relative.slice(mark + 1) }
}

/** The host a request was sent to: the first `Host` header. */
export function toHost(headers: HeaderRecord): string | undefined {
  const host = headers.host
  return typeof host === 'string' ? host : host?.[0]
}

/** What {@link readMessage} needs of a request. */
export type MessageStream = Pick<IncomingMessage, 'iterator' | 'resume' | 'readableEnded'>

/** Whether a request announces a body. Source: RFC 9112, 6.3; the method does not matter. */
export function hasBody(headers: HeaderRecord): boolean {
  if (headers['transfer-encoding'] !== undefined) return true
  const length = headers['content-length']
  return length !== undefined && Number(typeof length === 'string' ? length : length?.[0]) > 0
}

/**
 * A request's body as it arrives. Whoever stops reading early can still be answered: the connection stays open and the
 * rest is thrown away.
 * @throws RoveError `Canceled` when the client goes away before the body is complete
 */
export async function* readMessage(message: MessageStream): AsyncGenerator<Uint8Array> {
  try {
    // Without the option, leaving the loop would destroy the message, and the next one on its connection never comes.
    yield* message.iterator({ destroyOnReturn: false })
  } catch (cause) {
    throw new RoveError('Canceled', 'The client went away before the request body was complete.', { cause })
  } finally {
    if (!message.readableEnded) message.resume()
  }
}
