import type { FunctionMetadata } from './rpc.ts'

/** A function that takes HTTP requests, with its route in parts. */
export interface HttpFunction {
  readonly name: string
  /** The name of the trigger's binding. */
  readonly trigger: string
  /** Upper case. */
  readonly methods: readonly string[]
  readonly template: readonly TemplateSegment[]
}

type TemplateSegment =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'param'; readonly name: string; readonly optional: boolean; readonly constraint: string }
  | { readonly kind: 'rest'; readonly name: string }

/**
 * The HTTP functions of an app in the order in which they are tried: literals first, then constrained parameters,
 * parameters, catch-alls.
 * Source: https://learn.microsoft.com/aspnet/core/fundamentals/routing#route-template-precedence-and-endpoint-selection-order
 * @throws Error for a route of a form that this host does not know.
 */
export function toHttpFunctions(functions: readonly FunctionMetadata[], routePrefix: string): HttpFunction[] {
  const found = functions.flatMap(({ name, bindings }) =>
    Object.entries(bindings)
      .filter(([, binding]) => binding.type.toLowerCase() === 'httptrigger')
      .map(([trigger, { route, methods }]): HttpFunction => {
        const path = [routePrefix, route ?? name].filter((part) => part !== '').join('/')
        const upper = (methods ?? []).map((method) => method.toUpperCase())
        return { name, trigger, methods: upper, template: parseTemplate(path, name) }
      }),
  )
  return found.sort((one, other) => (precedence(one) < precedence(other) ? -1 : 1))
}

/** A function that a request leads to, with its route parameters as the host hands them over. */
export interface FoundFunction {
  readonly found: HttpFunction
  readonly params: Readonly<Record<string, string>>
}

/** Finds the function for a request path, undefined when there is none: the host then answers 404, whatever the reason. */
export function findFunction(
  functions: readonly HttpFunction[],
  method: string,
  path: string,
): FoundFunction | undefined {
  for (const found of functions) {
    if (found.methods.length > 0 && !found.methods.includes(method)) continue
    const params = match(found.template, path)
    if (params) return { found, params }
  }
  return undefined
}

function match(template: readonly TemplateSegment[], path: string): Record<string, string> | undefined {
  const params: Record<string, string> = {}
  let rest = path.replace(/^\//, '')
  for (const segment of template) {
    if (segment.kind === 'rest') {
      if (rest !== '') params[segment.name] = rest
      return params
    }
    const end = rest.indexOf('/')
    const text = end < 0 ? rest : rest.slice(0, end)
    rest = end < 0 ? '' : rest.slice(end + 1)
    if (segment.kind === 'literal' && segment.text.toLowerCase() !== text.toLowerCase()) return undefined
    if (segment.kind !== 'param') continue
    if (text === '' && !segment.optional) return undefined
    if (text !== '' && !satisfies(text, segment.constraint)) return undefined
    if (text !== '') params[segment.name] = text
  }
  return rest === '' ? params : undefined
}

function satisfies(text: string, constraint: string): boolean {
  if (constraint === '') return true
  if (constraint === 'int' || constraint === 'long') return /^-?\d+$/.test(text)
  return constraint === 'alpha' ? /^[a-z]+$/i.test(text) : /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)
}

function parseTemplate(template: string, name: string): TemplateSegment[] {
  if (template === '') return []
  return template.split('/').map((part): TemplateSegment => {
    const [, stars, param, constraint = '', optional] =
      /^\{(\*{0,2})(\w+)(?::(int|long|alpha|guid))?(\?)?\}$/.exec(part) ?? []
    if (param === undefined && /[{}]/.test(part)) {
      throw new Error(
        `The route "${template}" of the function "${name}" has a part that this host does not know: "${part}".`,
      )
    }
    if (param === undefined) return { kind: 'literal', text: part }
    return stars
      ? { kind: 'rest', name: param }
      : { kind: 'param', name: param, optional: optional === '?', constraint }
  })
}

function precedence({ template }: HttpFunction): string {
  return template
    .map((segment) => {
      if (segment.kind === 'literal') return '1'
      if (segment.kind === 'rest') return '5'
      return segment.constraint === '' ? '3' : '2'
    })
    .join('')
}
