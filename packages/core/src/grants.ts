import type { App } from './app.ts'
import type { Grant } from './bindings/access.ts'

/** What each function of an app may do with which resource: data, for targets and reports. */
export function grantsOf({ functions }: App): Grant[] {
  return Object.entries(functions).flatMap(([name, { use }]) =>
    Object.values(use).map(({ resource, access }) => ({ function: name, resource, access })),
  )
}
