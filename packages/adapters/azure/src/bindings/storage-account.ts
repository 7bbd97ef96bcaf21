import type { DriverOptions } from './service-client.ts'

/** How the services of a storage account are reached. */
export interface StorageOptions<Client> extends DriverOptions<Client> {
  /**
   * The setting of the function app that the connection is read from: it holds a connection string, or is the prefix of the
   * settings for an identity (`AzureWebJobsStorage__accountName`). Default: `AzureWebJobsStorage`.
   */
  readonly connection?: string
}

/** Milliseconds until an answer must be there. */
export const patience = 30_000

/**
 * No retries, in the words of the clients for blobs and queues, and two minutes that the service may take: the SDK's default
 * of 30 seconds is short for a large block.
 * Source: https://learn.microsoft.com/javascript/api/@azure/storage-blob/storageretryoptions
 */
export const withoutTries: { readonly retryOptions: { readonly maxTries: number; readonly tryTimeoutInMs: number } } = {
  retryOptions: { maxTries: 1, tryTimeoutInMs: 120_000 },
}
