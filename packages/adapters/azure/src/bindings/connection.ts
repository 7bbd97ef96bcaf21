import { type Env, RoveError } from '@rove/core'
import { type Identity, identityCredential, type TokenCredential } from './identity.ts'

/** How a service is reached: with a secret, or with the identity of the function app. */
export type Connection = { readonly connectionString: string } | IdentityConnection

/** How a service is reached with the identity of the function app. */
export interface IdentityConnection {
  readonly endpoint: string
  readonly credential: TokenCredential
}

/** Where a connection is looked for. */
export interface ConnectionQuery {
  /** For errors: `Table Storage`. */
  readonly service: string
  /** A setting with a connection string, or the prefix of settings of an identity: `ServiceBusConnection`. */
  readonly setting: string
  /** What follows the prefix where an identity is used, in order of preference: `fullyQualifiedNamespace`. */
  readonly endpoints: readonly string[]
}

/**
 * The connection that a setting of the function app describes, as the platform's own triggers and bindings read it: a
 * setting of that very name holds a connection string, else `<setting>__<endpoint>` an address that is used with an identity
 * (`<setting>__credential`, `<setting>__clientId` …). A setting whose name begins with `AzureWebJobs` may be named without that.
 * Source: https://learn.microsoft.com/azure/azure-functions/functions-reference#configure-an-identity-based-connection
 *
 * @throws RoveError `FailedPrecondition` when no setting is there
 */
export function findConnection(env: Env, query: ConnectionQuery): Connection {
  for (const prefix of prefixesOf(query)) {
    const connectionString = read(env, prefix)
    if (connectionString !== undefined) return { connectionString }
    const found = identityConnection(env, prefix, query)
    if (found !== undefined) return found
  }
  return refuse(query, `${query.setting} to a connection string, or `)
}

/**
 * The connection to a service that has no connection strings: an address, and an identity.
 * @throws RoveError `FailedPrecondition` when no setting is there
 */
export function findEndpoint(env: Env, query: ConnectionQuery): IdentityConnection {
  for (const prefix of prefixesOf(query)) {
    const found = identityConnection(env, prefix, query)
    if (found !== undefined) return found
  }
  return refuse(query, '')
}

function prefixesOf({ setting }: ConnectionQuery): string[] {
  return [setting, `AzureWebJobs${setting}`]
}

function identityConnection(env: Env, prefix: string, { endpoints }: ConnectionQuery): IdentityConnection | undefined {
  const endpoint = endpoints.map((name) => read(env, `${prefix}__${name}`)).find((value) => value !== undefined)
  return endpoint === undefined ? undefined : { endpoint, credential: identityCredential(identityOf(env, prefix)) }
}

function refuse({ service, setting, endpoints }: ConnectionQuery, instead: string): never {
  const names = endpoints.map((name) => `${setting}__${name}`).join(' or ')
  throw new RoveError(
    'FailedPrecondition',
    `There is no connection to ${service}: set ${instead}${names} to an address that the identity of the function app may use.`,
    { status: 500 },
  )
}

/** The services of a storage account that have drivers. */
export type StorageService = 'blob' | 'queue' | 'table'

const titles = { blob: 'Blob Storage', queue: 'Storage Queue', table: 'Table Storage' } as const

/**
 * The connection to a service of a storage account. With an identity the address is in `<setting>__tableServiceUri` (blob,
 * queue, table), `<setting>__serviceUri` or, for accounts in the public cloud, in the name of the account:
 * `<setting>__accountName`.
 * Source: https://learn.microsoft.com/azure/azure-functions/functions-reference#connecting-to-host-storage-with-an-identity
 */
export function findStorage(env: Env, setting: string, service: StorageService): Connection {
  const endpoints = [`${service}ServiceUri`, 'serviceUri', 'accountName']
  const found = findConnection(env, { service: titles[service], setting, endpoints })
  if ('connectionString' in found || found.endpoint.includes('://')) return found
  return { ...found, endpoint: `https://${found.endpoint}.${service}.core.windows.net` }
}

function identityOf(env: Env, prefix: string): Identity {
  const managed = read(env, `${prefix}__credential`)?.toLowerCase() === 'managedidentity'
  return {
    managed,
    clientId: read(env, `${prefix}__clientId`),
    resourceId: read(env, `${prefix}__managedIdentityResourceId`),
    tenantId: read(env, `${prefix}__tenantId`),
    clientSecret: read(env, `${prefix}__clientSecret`),
  }
}

/** A colon is what two underscores stand for where an operating system allows it: Windows. */
function read(env: Env, name: string): string | undefined {
  return (env[name] ?? env[name.replaceAll('__', ':')])?.trim() || undefined
}
