import { type App, type Env, RoveError } from '@rove/core'
import type { ResourceNames } from '@rove/core/adapter'

/** Where the names of an app's resources come from. */
export interface NamingOptions {
  readonly resources?: ResourceNames | undefined
  readonly env: Env
}

/** A resource of the app. */
export interface ResourceName {
  readonly kind: 'queue' | 'topic' | 'bucket' | 'kv'
  readonly name: string
}

/** What a service takes for a name. */
export interface NameRule {
  /** The service, for people. */
  readonly service: string
  readonly shape: RegExp
  /** The rule in words. */
  readonly text: string
  readonly source: string
}

const storage = 'https://learn.microsoft.com/rest/api/storageservices'
const namingRules = 'https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules'

/** What has names of its own. */
export type Named =
  | 'storageQueue'
  | 'any'
  | 'container'
  | 'serviceBus'
  | 'subscription'
  | 'eventHubs'
  | 'kafka'
  | 'cosmosDb'

/** The rules of the services that take part in a registration. */
export const nameRules: Readonly<Record<Named, NameRule>> = {
  storageQueue: {
    service: 'Storage Queue',
    shape: /^[a-z0-9](?:[a-z0-9]|-(?!-)){1,61}[a-z0-9]$/,
    text: '3 to 63 lower-case letters, digits and single hyphens',
    source: `${storage}/naming-queues-and-metadata`,
  },
  /** For what is only compared, and not registered. */
  any: { service: 'Azure', shape: /./, text: 'at least one character', source: namingRules },
  container: {
    service: 'Blob Storage',
    shape: /^[a-z0-9$](?:[a-z0-9]|-(?!-)){1,61}[a-z0-9]$/,
    text: '3 to 63 lower-case letters, digits and single hyphens',
    source: `${storage}/naming-and-referencing-containers--blobs--and-metadata`,
  },
  serviceBus: {
    service: 'Service Bus',
    shape: /^[A-Za-z0-9](?:[\w.\-/~]{0,258}[A-Za-z0-9_])?$/,
    text: '1 to 260 letters, digits, periods, hyphens, underscores and slashes',
    source: `${namingRules}#microsoftservicebus`,
  },
  subscription: {
    service: 'Service Bus, for a subscription (it has the function’s name)',
    shape: /^[A-Za-z0-9](?:[\w.-]{0,48}[A-Za-z0-9_])?$/,
    text: '1 to 50 letters, digits, periods, hyphens and underscores',
    source: `${namingRules}#microsoftservicebus`,
  },
  eventHubs: {
    service: 'Event Hubs',
    shape: /^[A-Za-z0-9](?:[\w.-]{0,254}[A-Za-z0-9])?$/,
    text: '1 to 256 letters, digits, periods, hyphens and underscores',
    source: `${namingRules}#microsofteventhub`,
  },
  kafka: {
    service: 'Kafka',
    shape: /^[\w.-]{1,249}$/,
    text: '1 to 249 letters, digits, periods, hyphens and underscores',
    source: 'https://kafka.apache.org/documentation/#topicconfigs',
  },
  cosmosDb: {
    service: 'Cosmos DB',
    shape: /^[^/\\#?]{1,255}$/,
    text: '1 to 255 characters without / \\ # ?',
    source: 'https://learn.microsoft.com/azure/cosmos-db/concepts-limits',
  },
}

/**
 * Azure's name of a resource: as the option `resources` says, or the environment variable `ROVE_QUEUE_SHIPMENTS` (a name
 * or an address that ends with it), or else the logical name behind the app's: `shop-shipments`.
 * @throws RoveError `InvalidArgument` for a name that the service does not take
 */
export function nativeName(app: App, { kind, name }: ResourceName, rule: NameRule, naming: NamingOptions): string {
  const variable = `ROVE_${kind}_${name}`.toUpperCase().replaceAll('-', '_')
  const set = naming.env[variable]?.trim()
  const native =
    naming.resources?.[kind]?.[name] ??
    (set ? (set.split(/[/:]/).filter(Boolean).at(-1) ?? set) : `${app.name}-${name}`)
  return checkName(native, rule, `Say another one: adapt(app, { resources: { ${kind}: { '${name}': '…' } } }).`)
}

/** @throws RoveError `InvalidArgument` for a name that the service does not take */
export function checkName(name: string, { service, shape, text, source }: NameRule, remedy: string): string {
  if (shape.test(name)) return name
  throw new RoveError('InvalidArgument', `"${name}" is no name for ${service}: it takes ${text} (${source}). ${remedy}`)
}
