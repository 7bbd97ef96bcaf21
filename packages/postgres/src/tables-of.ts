import { type App, type Env, functionsOf, resourcesOf } from '@rove/core'
import type { ResourceNames } from '@rove/core/adapter'
import type { Tables } from './table-sql.ts'

/** How resources are called here: what `adapt` and `serve` were given too. */
export interface NamingOptions {
  readonly resources?: ResourceNames
  /** Default: this process's. */
  readonly env?: Env
}

/** The kinds that PostgreSQL keeps. */
type Kind = 'kv' | 'queue' | 'topic'

/**
 * The tables that an app needs: of what its functions use, and of the queues and topics that call them. A function that
 * listens to a topic is a subscription with the function's name.
 * @example await migrate(pool, tablesOf(app))
 */
export function tablesOf(app: App, options: NamingOptions = {}): Required<Tables> {
  const used = resourcesOf(app)
  const listening = [
    ...functionsOf(app, 'message').map(({ function: { queue } }) => queue),
    ...functionsOf(app, 'event').map(({ function: { topic } }) => topic),
  ]
  const named = (kind: Kind): string[] => {
    const names = [...used, ...listening].flatMap((one) => (one.kind === kind ? one.name : []))
    return [...new Set(names)]
  }
  return {
    kv: named('kv').map((name) => nativeName(app, { kind: 'kv', name }, options)),
    queue: named('queue').map((name) => nativeName(app, { kind: 'queue', name }, options)),
    topic: named('topic').map((topic) => ({
      name: nativeName(app, { kind: 'topic', name: topic }, options),
      subscriptions: functionsOf(app, 'event').flatMap(({ name, function: one }) =>
        one.topic.name === topic ? name : [],
      ),
    })),
  }
}

/** The provider's name of a resource, found as core finds it for drivers. */
export function nativeName(
  app: App,
  { kind, name }: { readonly kind: Kind; readonly name: string },
  { resources, env = process.env }: NamingOptions,
): string {
  const set = env[`ROVE_${kind}_${name}`.toUpperCase().replaceAll('-', '_')]?.trim()
  return resources?.[kind]?.[name] ?? (set || `${app.name}-${name}`)
}
