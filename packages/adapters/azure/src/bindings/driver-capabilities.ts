import type { AnyDriverCapabilities } from '@rove/core'
import { blobCapabilities } from './blob-capabilities.ts'
import { cosmosCapabilities } from './cosmos-capabilities.ts'
import { eventGridCapabilities } from './event-grid-capabilities.ts'
import { keyVaultCapabilities } from './key-vault-capabilities.ts'
import { serviceBusQueueCapabilities, serviceBusTopicCapabilities } from './service-bus-capabilities.ts'
import { storageQueueCapabilities } from './storage-queue-capabilities.ts'
import { tablesCapabilities } from './tables-capabilities.ts'

/** What Azure's drivers keep, and where each ends. */
export const driverCapabilities: readonly AnyDriverCapabilities[] = [
  blobCapabilities,
  storageQueueCapabilities,
  tablesCapabilities,
  cosmosCapabilities,
  serviceBusQueueCapabilities,
  serviceBusTopicCapabilities,
  eventGridCapabilities,
  keyVaultCapabilities,
]
