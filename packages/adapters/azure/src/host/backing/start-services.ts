import type { Resource, ResourceKind } from '@rove/core'
import type { BackingOptions, BackingServices, MissingServices } from '@rove/core/adapter'
import { azuriteScript, startAzurite } from './azurite.ts'
import { findCosmosServer, startCosmosServer } from './cosmos-server.ts'
import { type GridTopic, startTopic } from './event-grid-topic.ts'
import { createResource, drainQueue, type Reach } from './resources.ts'

/**
 * Starts Azurite (blobs, queues), a server of Cosmos DB's API, and Event Grid topics of ours, with an app's resources in
 * them. Key Vault and Service Bus have no emulator that could be started here.
 */
export async function startServices({ app, resources }: BackingOptions): Promise<BackingServices | MissingServices> {
  const cosmos = findCosmosServer()
  if (azuriteScript === undefined) return { missing: 'Azurite is not installed; to get it: npm install -D azurite' }
  if (cosmos === undefined) {
    return {
      missing: 'the Cosmos DB server is not installed; to get it: npm install -D @vercel/cosmosdb-server',
    }
  }
  const stops: Array<() => Promise<void>> = []
  const stop = async (): Promise<void> => {
    await Promise.all(stops.splice(0).map((one) => one()))
  }
  const started = async <T extends { stop(): Promise<void> }>(starting: Promise<T>): Promise<T> => {
    const service = await starting
    stops.push(() => service.stop())
    return service
  }
  try {
    const storage = await started(startAzurite())
    const store = await started(startCosmosServer(cosmos))
    const reach: Reach = { storage: storage.connectionString, cosmos: store.connectionString, database: app }
    const without: ResourceKind[] = ['secret', ...(resources.some(isOrdered) ? (['queue'] as const) : [])]
    const topics = new Map<string, GridTopic>()
    for (const resource of resources.filter(({ kind }) => !without.includes(kind))) {
      if (resource.kind === 'topic') topics.set(resource.name, await started(startTopic()))
      else await createResource(resource, `${app}-${resource.name}`, reach)
    }
    return {
      name: 'Azurite, cosmosdb-server, an Event Grid of ours',
      env: { AzureWebJobsStorage: reach.storage, CosmosDBConnection: reach.cosmos, ...settingsOf(app, topics) },
      without,
      async take({ kind, name }) {
        if (kind === 'topic') return (topics.get(name)?.read() ?? []).map(({ data }) => JSON.stringify(data))
        return drainQueue(`${app}-${name}`, reach)
      },
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

function isOrdered(resource: Resource & { readonly ordered?: boolean }): boolean {
  return resource.kind === 'queue' && resource.ordered === true
}

function settingsOf(app: string, topics: ReadonlyMap<string, GridTopic>): Record<string, string> {
  const settings: Record<string, string> = {}
  for (const [name, { endpoint, key }] of topics) {
    const prefix = `EventGridConnection__${app}-${name}`.replaceAll('-', '_')
    const setting = `${prefix}__key`
    settings[`${prefix}__topicEndpointUri`] = endpoint
    settings[`${prefix}__topicKeySetting`] = setting
    settings[setting] = key
  }
  return settings
}
