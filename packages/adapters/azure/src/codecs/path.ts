import { routeParameter } from '../route.ts'

/** The parts of an absolute URL as they stand in its text; nothing is decoded. */
export interface UrlParts {
  readonly scheme: string
  readonly host: string
  readonly path: string
  readonly query: string
}

const urlShape = /^(https?):\/\/([^/?#]*)([^?#]*)(?:\?([^#]*))?/i

/**
 * Takes an absolute URL apart without parsing it again: the query stays byte for byte.
 * @throws TypeError when it is not an absolute HTTP URL.
 */
export function splitUrl(url: string): UrlParts {
  const [, scheme, host = '', path = '', query = ''] = urlShape.exec(url) ?? []
  if (scheme === undefined) throw new TypeError(`Its url is not an absolute HTTP address: ${JSON.stringify(url)}.`)
  return { scheme: scheme.toLowerCase(), host, path: path || '/', query }
}

/**
 * The path of a request that no catch-all route caught, made by hand or by a function registered without `adapt`: only
 * the default prefix can be told from the rest.
 */
export function withoutDefaultPrefix(path: string): string {
  return path === '/api' || path.startsWith('/api/') ? path.slice('/api'.length) || '/' : path
}

/**
 * Takes the host's route prefix (`api` unless host.json says otherwise) off a path. The app cannot read it, but what
 * follows it is what the catch-all route caught, so that many segments are kept from the path's end. They are cut from
 * the raw path, because the caught value was decoded by the host, all but `%2F`.
 * Source: https://learn.microsoft.com/azure/azure-functions/functions-bindings-http-webhook#hostjson-settings
 */
export function withoutRoutePrefix(path: string, caught: string, query: string): string {
  if (path.endsWith(caught) && path[path.length - caught.length - 1] === '/') return path.slice(-caught.length - 1)
  const segments = path.slice(1).split('/')
  const tail = segments.slice(-toNormalised(caught).split('/').length).join('/')
  // When streaming, the host puts query parameters among the route's: at the prefix itself `?path=x` looks like a catch.
  // Source: https://github.com/Azure/azure-webjobs-sdk-extensions, HttpTriggerAttributeBindingProvider
  if (decoded(tail) !== decoded(caught) && new URLSearchParams(query).get(routeParameter) === caught) return '/'
  return `/${tail}`
}

// The URL has its dot segments resolved; where the front end passes the raw path, the caught value still has them.
function toNormalised(caught: string): string {
  if (!/(^|\/)(\.|%2e)/i.test(caught)) return caught
  return new URL(`http://localhost/${caught.replace(/[?#]/g, encodeURIComponent)}`).pathname.slice(1)
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    // Not valid percent-encoding: the host leaves such text alone as well.
    return text
  }
}
