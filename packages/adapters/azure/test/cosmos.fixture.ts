import type { Server } from 'node:http'
import { createRequire } from 'node:module'
import { CosmosClient, type CosmosClientOptions } from '@azure/cosmos'
import type { DriverKind, DriverSource, Drivers } from '@rove/core/adapter'
import { closeServer, listenOnLoopback } from '@rove/core/host'
import { containerShape } from '../src/bindings/cosmos.ts'

/** A server of Cosmos DB's API, running on a free port of this machine with nothing on disk. */
export interface CosmosServer {
  readonly endpoint: string
  /** What a driver's settings are: with a client of its own, which repeats nothing. */
  readonly env: { readonly CosmosDBConnection: string }
  stop(): Promise<void>
}

// `@vercel/cosmosdb-server` takes any key; the SDK wants base64.
const key = Buffer.from('no secret').toString('base64')

/** The settings of a server at an address. */
export function cosmosEnv(endpoint: string): CosmosServer['env'] {
  return { CosmosDBConnection: `AccountEndpoint=${endpoint};AccountKey=${key};` }
}

/**
 * Starts `@vercel/cosmosdb-server`. Its account says of itself that it is reached by HTTPS, so that a client must not ask
 * (`enableEndpointDiscovery: false`), or is given another account by `startCosmosGateway`.
 */
export async function startCosmos(): Promise<CosmosServer> {
  const require = createRequire(import.meta.url)
  const library = require('@vercel/cosmosdb-server') as { createHttpServer(options: object): Server }
  const server = library.createHttpServer({ keepAlive: true })
  const endpoint = `http://127.0.0.1:${await listenOnLoopback(server)}`
  const stop = (): Promise<void> => {
    server.closeAllConnections()
    return closeServer(server)
  }
  return { endpoint, env: cosmosEnv(endpoint), stop }
}

/** A client that asks nothing of the account, and repeats no call that is refused for load. */
export function cosmosClient(endpoint: string, more: Partial<CosmosClientOptions> = {}): CosmosClient {
  const retryOptions = { maxRetryAttemptCount: 0, fixedRetryIntervalInMilliseconds: 0, maxWaitTimeInSeconds: 0 }
  return new CosmosClient({
    endpoint,
    key,
    connectionPolicy: { enableEndpointDiscovery: false, retryOptions },
    ...more,
  })
}

/** Makes an empty container of values. @returns its native name */
export async function createContainer(client: CosmosClient, id: string, database = 'conformance'): Promise<string> {
  const { database: made } = await client.databases.createIfNotExists({ id: database })
  await made.containers.create({ id, ...containerShape })
  return `${database}/${id}`
}

/** Opens the driver of a resource. */
export function openNative<Kind extends DriverKind>(
  source: DriverSource<Kind>,
  native: string,
  more: { readonly ordered?: boolean; readonly env?: Readonly<Record<string, string>>; readonly name?: string } = {},
): Drivers[Kind] {
  return source.open({ name: 'resource', native, ordered: false, env: {}, ...more })
}
