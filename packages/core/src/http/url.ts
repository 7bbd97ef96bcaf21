import { RoveError } from '../errors.ts'

/** Where a request went, in the raw parts that events carry. */
export interface RequestLine {
  readonly scheme: 'http' | 'https'
  /** Host name, with a port when it is not the scheme's own; undefined or empty stands for `localhost`. */
  readonly host: string | undefined
  /** Starts with `/`, percent-encoded as it was received. */
  readonly path: string
  /** Without the `?`, percent-encoded as it was received. */
  readonly query: string
}

// What the URL standard leaves as it is; the usual request needs no URL parser. Source: https://url.spec.whatwg.org/
const plainHost = /^(?!.*xn--)(?:[a-z0-9-]+\.)*[a-z][a-z0-9-]*$/
const plainQuery = /^[\w\-/~!$&()*+,;=:@%.?]*$/
const unusual = /[^\w\-/~!$&'()*+,;=:@%.]|\/\.|%2e/i

/**
 * The absolute URL of a request, normalised as the URL standard says.
 * @throws RoveError `InvalidArgument` when the host is not one.
 */
export function toUrl(line: RequestLine): string {
  const { scheme, host = '', path, query: rawQuery } = line
  if (plainHost.test(host) && plainQuery.test(rawQuery) && path.startsWith('/') && !unusual.test(path)) {
    return `${scheme}://${host}${path}${rawQuery === '' ? '' : `?${rawQuery}`}`
  }
  const origin = `${line.scheme}://${line.host || 'localhost'}`
  const query = line.query === '' ? '' : `?${line.query}`
  try {
    return new URL(`${origin}${escapePath(line.path)}${query.replaceAll('#', '%23')}`).href
  } catch (cause) {
    throw new RoveError('InvalidArgument', `The request's host is not a valid one: ${JSON.stringify(line.host)}`, {
      cause,
    })
  }
}

/** The path that routing sees: the pathname that {@link toUrl} gives, so that `/a/../b` cannot slip past a route. */
export function toPathname(path: string): string {
  if (!unusual.test(path)) return path === '' ? '/' : path
  return new URL(`http://localhost${escapePath(path)}`).pathname
}

/** Takes a base path off the front of a path; a path outside of it is left as it is. */
export function stripBasePath(path: string, basePath: string): string {
  if (basePath === '' || basePath === '/' || !path.startsWith(basePath)) return path
  const rest = path.slice(basePath.length)
  if (rest === '') return '/'
  return rest.startsWith('/') ? rest : path
}

// A path that arrives decoded may hold these. Left alone they would begin a query or a fragment, become a slash (`\`)
// or vanish (tab, line break): https://url.spec.whatwg.org/#path-state
const changedByParser = /[?#\\\0-\x20]/g

function escapePath(path: string): string {
  const absolute = path.startsWith('/') ? path : `/${path}`
  return absolute.replace(
    changedByParser,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  )
}
