import type { CosmosClient, CosmosClientOptions } from '@azure/cosmos'
import { kvSuite } from '@rove/conformance/vitest'
import { afterAll, beforeAll, describe } from 'vitest'
import { cosmos } from '../src/bindings/cosmos.ts'
import { cosmosCapabilities } from '../src/bindings/cosmos-capabilities.ts'
import { noRetries, withoutRepeats } from '../src/bindings/cosmos-client.ts'
import { type CosmosServer, cosmosClient, createContainer, openNative, startCosmos } from './cosmos.fixture.ts'
import { throttled } from './faults.fixture.ts'

describe('stores on Cosmos DB', () => {
  let server: CosmosServer
  const clients: CosmosClient[] = []
  const connect = (): CosmosClient => {
    const client = cosmosClient(server.endpoint)
    clients.push(client)
    return client
  }

  /** A client as the driver's own, which waits one and a half seconds. */
  const impatient = (endpoint: string): CosmosClient => {
    const client = cosmosClient(endpoint, {
      connectionPolicy: { enableEndpointDiscovery: false, requestTimeout: 1500, retryOptions: noRetries },
      plugins: [withoutRepeats],
    } as Partial<CosmosClientOptions>)
    clients.push(client)
    return client
  }

  beforeAll(async () => {
    server = await startCosmos()
  })

  afterAll(async () => {
    for (const client of clients) client.dispose()
    await server.stop()
  })

  kvSuite({
    name: 'cosmos-db on cosmosdb-server',
    capabilities: cosmosCapabilities,
    open: async () => openNative(cosmos({ client: connect() }), await createContainer(connect(), 'conformance')),
    reopen: async () => openNative(cosmos({ client: connect() }), 'conformance/conformance'),
    faults: {
      endpoint: () => server.endpoint,
      throttled: throttled.cosmos,
      openThrough: async (endpoint) => openNative(cosmos({ client: impatient(endpoint) }), 'conformance/conformance'),
    },
  })
})
