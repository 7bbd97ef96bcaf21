import { RoveError } from '../errors.ts'

/** The methods a route may name. Source of the set: what API Gateway, Azure Functions and Google's framework all route. */
export type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS'

/** The methods, for adapters that must register each. */
export const methods: readonly Method[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

/** A route: a method or `ANY`, a space, a path of literal segments, `:name` segments and, last, `*`. */
export type Route = `${Method | 'ANY'} /${string}`

/** The parameters of a route, inferred from its text: `:name` segments, and `*` for a trailing wildcard. */
export type RouteParams<R extends string> = R extends `${string} ${infer Path}` ? SegmentParams<Path> : never

type SegmentParams<Path extends string> = {
  readonly [Name in SegmentNames<Path>]: string
}

type SegmentNames<Path extends string> = Path extends `${infer Head}/${infer Tail}`
  ? SegmentName<Head> | SegmentNames<Tail>
  : SegmentName<Path>

type SegmentName<Segment extends string> = Segment extends `:${infer Name}` ? Name : Segment extends '*' ? '*' : never

/** One segment of a parsed route. */
export type Segment =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'param'; readonly name: string }
  | { readonly kind: 'rest' }

/** A route in parts. */
export interface ParsedRoute {
  readonly method: Method | 'ANY'
  readonly path: string
  readonly segments: readonly Segment[]
}

/**
 * Reads a route.
 * @throws RoveError `InvalidArgument` that says which part is wrong.
 */
export function parseRoute(route: string): ParsedRoute {
  const [method = '', path = '', ...more] = route.split(' ')
  const wrong = (why: string): RoveError =>
    new RoveError(
      'InvalidArgument',
      `The route ${JSON.stringify(route)} is not valid: ${why}. Example: 'POST /orders/:id'.`,
    )
  if (more.length > 0 || path === '') throw wrong('it must be a method, one space and a path')
  if (method !== 'ANY' && !methods.includes(method as Method)) {
    throw wrong(`"${method}" is not a method; use ANY or one of ${methods.join(', ')}`)
  }
  if (!path.startsWith('/')) throw wrong('the path must start with "/"')
  if (/[?#]/.test(path)) throw wrong('the path cannot hold a query or a fragment')
  const names = new Set<string>()
  const parts = path.slice(1).split('/')
  const segments = parts.map((part, index): Segment => {
    if (part === '*') {
      if (index !== parts.length - 1) throw wrong('"*" can only be the last segment')
      return { kind: 'rest' }
    }
    if (!part.startsWith(':')) {
      if (part.includes('*')) throw wrong('"*" must be a segment of its own')
      return { kind: 'literal', text: decodeLiteral(part, wrong) }
    }
    const name = part.slice(1)
    if (!/^[A-Za-z_]\w*$/.test(name)) throw wrong(`":${name}" is not a parameter name`)
    if (names.has(name)) throw wrong(`the parameter ":${name}" is there twice`)
    names.add(name)
    return { kind: 'param', name }
  })
  return { method: method as Method | 'ANY', path, segments }
}

function decodeLiteral(part: string, wrong: (why: string) => RoveError): string {
  try {
    return decodeURIComponent(part)
  } catch {
    throw wrong(`"${part}" has an invalid percent-encoding`)
  }
}
