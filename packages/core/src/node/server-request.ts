import type { IncomingMessage } from 'node:http'
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
