import { RoveError } from '../errors.ts'
import { type Method, methods, type ParsedRoute } from './route.ts'

/** A matched route: what it leads to, and the decoded values of its parameters. */
export interface Match<T> {
  readonly target: T
  readonly params: Readonly<Record<string, string>>
}

interface Node<T> {
  readonly literals: Map<string, Node<T>>
  param: Node<T> | undefined
  readonly ends: Map<string, End<T>>
  readonly rests: Map<string, End<T>>
}

interface End<T> {
  readonly route: ParsedRoute
  readonly target: T
}

/**
 * Finds the most specific route: a literal segment before a parameter, a parameter before a wildcard, the method itself
 * before `ANY`, whatever order they were added in. `GET` also answers `HEAD`. A trailing slash counts.
 */
export class Router<T> {
  readonly #root: Node<T> = createNode()

  /** @throws RoveError `AlreadyExists` when a route of the same shape and method is there. */
  add(route: ParsedRoute, target: T): void {
    let node = this.#root
    for (const segment of route.segments) {
      if (segment.kind === 'rest') {
        put(node.rests, route, target)
        return
      }
      if (segment.kind === 'param') {
        node.param ??= createNode()
        node = node.param
      } else {
        const next = node.literals.get(segment.text) ?? createNode<T>()
        node.literals.set(segment.text, next)
        node = next
      }
    }
    put(node.ends, route, target)
  }

  /**
   * @param path percent-encoded, starting with `/`
   * @throws RoveError `NotFound`; `Unimplemented` with status 405 and `Allow`
   */
  find(method: string, path: string): Match<T> {
    const segments = path.slice(1).split('/').map(decodeSegment)
    const allowed = new Set<string>()
    const end = walk(this.#root, segments, 0, method, allowed)
    if (end) return { target: end.target, params: paramsOf(end.route, segments) }
    if (allowed.size === 0) throw new RoveError('NotFound', 'There is nothing at this address.')
    const allow = methods.filter((one) => allowed.has(one) || (one === 'HEAD' && allowed.has('GET'))).join(', ')
    throw new RoveError('Unimplemented', `${method} is not allowed here; use ${allow}.`, {
      status: 405,
      expose: true,
      headers: { allow },
    })
  }
}

function createNode<T>(): Node<T> {
  return { literals: new Map(), param: undefined, ends: new Map(), rests: new Map() }
}

function put<T>(ends: Map<string, End<T>>, route: ParsedRoute, target: T): void {
  const other = ends.get(route.method)
  if (other) {
    throw new RoveError(
      'AlreadyExists',
      `The route "${route.method} ${route.path}" matches the same requests as "${other.route.method} ${other.route.path}"; remove one.`,
    )
  }
  ends.set(route.method, { route, target })
}

function walk<T>(
  node: Node<T>,
  segments: readonly string[],
  index: number,
  method: string,
  allowed: Set<string>,
): End<T> | undefined {
  const segment = segments[index]
  if (segment === undefined) {
    return choose(node.ends, method, allowed) ?? choose(node.rests, method, allowed)
  }
  const literal = node.literals.get(segment)
  const found = literal && walk(literal, segments, index + 1, method, allowed)
  if (found) return found
  // An empty segment is a missing value, not an empty one.
  const byParam = segment !== '' && node.param && walk(node.param, segments, index + 1, method, allowed)
  return byParam || choose(node.rests, method, allowed)
}

function choose<T>(ends: Map<string, End<T>>, method: string, allowed: Set<string>): End<T> | undefined {
  if (ends.size === 0) return undefined
  const end = ends.get(method) ?? (method === 'HEAD' ? ends.get('GET') : undefined) ?? ends.get('ANY')
  if (end === undefined) for (const name of ends.keys()) allowed.add(name as Method)
  return end
}

function paramsOf(route: ParsedRoute, segments: readonly string[]): Record<string, string> {
  const params: Record<string, string> = {}
  for (let index = 0; index < route.segments.length; index++) {
    const segment = route.segments[index]
    if (segment === undefined || segment.kind === 'literal') continue
    if (segment.kind === 'param') params[segment.name] = segments[index] ?? ''
    else params['*'] = segments.slice(index).join('/')
  }
  return params
}

/**
 * Percent-decodes a segment; what is no valid encoding is taken literally. Azure's front end does so before any code
 * runs, so refusing it could not be the same everywhere.
 */
function decodeSegment(segment: string): string {
  if (!segment.includes('%')) return segment
  const valid = decodeOrKeep(segment)
  return valid === segment ? segment.replace(/(?:%[0-9a-f]{2})+/gi, decodeOrKeep) : valid
}

function decodeOrKeep(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
