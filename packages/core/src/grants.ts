import type { App, AppFunction } from './app.ts'
import type { Binding, Grant, Resource } from './bindings/access.ts'

/**
 * What each function of an app may do with which resource, with what the layers around it use: data, for targets and
 * reports.
 */
export function grantsOf(app: App): Grant[] {
  return Object.entries(app.functions).flatMap(([name, one]) =>
    [...Object.values(one.use), ...bindingsOfLayers(app, one)].map(({ resource, access }) => ({
      function: name,
      resource,
      access,
    })),
  )
}

/** What the functions of an app, and the layers around them, use: each resource once. */
export function resourcesOf(app: App): Resource[] {
  return [...new Map(grantsOf(app).map(({ resource }) => [`${resource.kind} ${resource.name}`, resource])).values()]
}

/** What the layers around a function use and the function does not, each once. */
function bindingsOfLayers({ eventMiddleware }: App, one: AppFunction): Binding[] {
  if (one.trigger === 'request') return []
  const layers = [...eventMiddleware, ...one.middleware]
  const idOf = ({ resource, access }: Binding): string => JSON.stringify([resource.kind, resource.name, access])
  const known = new Set(Object.values(one.use).map(idOf))
  return layers.flatMap(({ use = {} }) =>
    Object.values(use).filter((binding) => !known.has(idOf(binding)) && known.add(idOf(binding))),
  )
}
