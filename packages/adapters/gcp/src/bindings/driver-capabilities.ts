import type { AnyDriverCapabilities } from '@rove/core'
import { cloudStorageCapabilities } from './cloud-storage-capabilities.ts'
import { cloudTasksCapabilities } from './cloud-tasks-capabilities.ts'
import { firestoreCapabilities } from './firestore-capabilities.ts'
import { pubsubQueueCapabilities, pubsubTopicCapabilities } from './pubsub-capabilities.ts'
import { secretManagerCapabilities } from './secret-manager-capabilities.ts'

/** What Google’s drivers keep, and where each ends. */
export const driverCapabilities: readonly AnyDriverCapabilities[] = [
  firestoreCapabilities,
  cloudTasksCapabilities,
  secretManagerCapabilities,
  cloudStorageCapabilities,
  pubsubQueueCapabilities,
  pubsubTopicCapabilities,
]
