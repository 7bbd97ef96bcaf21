import type { IncomingMessage } from 'node:http'

/** What a covered request really says. */
export interface Covered {
  readonly url: string | undefined
  readonly type: string | undefined
  readonly encoding: string | undefined
}

interface FrameworkRequest extends IncomingMessage {
  originalUrl?: string
}

/**
 * Shows a request to the framework as plain bytes for a plain path, so that its parsers only collect `rawBody` and its
 * router lets it through. Only the parsed parts change; `rawHeaders` stays as received.
 */
export function cover(request: FrameworkRequest): Covered {
  const { headers, url = '/' } = request
  const hidesUrl = isAnsweredByRouter(url)
  const real = {
    url: hidesUrl ? url : undefined,
    type: headers['content-type'],
    encoding: headers['content-encoding'],
  }
  if (headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined) {
    headers['content-type'] = 'application/octet-stream'
    delete headers['content-encoding']
  }
  if (hidesUrl) {
    // Express keeps an `originalUrl` that is already there.
    request.originalUrl = url
    request.url = '/'
  }
  return real
}

/** Puts back what {@link cover} has covered. */
export function uncover(request: IncomingMessage, real: Covered): void {
  const { headers } = request
  if (real.type === undefined) delete headers['content-type']
  else headers['content-type'] = real.type
  if (real.encoding !== undefined) headers['content-encoding'] = real.encoding
  if (real.url !== undefined) request.url = real.url
}

function isAnsweredByRouter(url: string): boolean {
  const path = url.split('?', 1)[0] ?? ''
  return isMalformed(path) || (ignoresByDefault() && /^\/(favicon\.ico|robots\.txt)(\/|$)/i.test(path))
}

function isMalformed(path: string): boolean {
  if (!path.includes('%')) return false
  try {
    decodeURIComponent(path)
    return false
  } catch {
    return true
  }
}

// Whoever has set the framework's own option wants those requests ignored.
function ignoresByDefault(): boolean {
  return process.env.IGNORED_ROUTES === undefined && !process.argv.some((one) => one.startsWith('--ignored-routes'))
}
