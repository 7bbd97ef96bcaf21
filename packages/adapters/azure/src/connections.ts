/**
 * The settings of the function app that connections are read from. Each holds a connection string, or is the prefix of
 * settings for a managed identity (`ServiceBusConnection__fullyQualifiedNamespace`).
 * Source: https://learn.microsoft.com/azure/azure-functions/functions-reference#configure-an-identity-based-connection
 */
export interface Connections {
  /** Storage queues and blobs. Default: `AzureWebJobsStorage`. */
  readonly storage?: string
  /** Default: `ServiceBusConnection`. */
  readonly serviceBus?: string
  /** Default: `EventHubsConnection`. */
  readonly eventHubs?: string
  /** Default: `CosmosDBConnection`. */
  readonly cosmosDb?: string
}

/** The settings that are read when nothing else is said. */
export const defaultConnections: Required<Connections> = {
  storage: 'AzureWebJobsStorage',
  serviceBus: 'ServiceBusConnection',
  eventHubs: 'EventHubsConnection',
  cosmosDb: 'CosmosDBConnection',
}
