import type { AnyDriverCapabilities } from '@rove/core'
import { folderBucketCapabilities, memoryBucketCapabilities } from './bucket-capabilities.ts'
import { folderKvCapabilities, memoryKvCapabilities } from './kv-capabilities.ts'
import {
  environmentSecretCapabilities,
  folderSecretCapabilities,
  memorySecretCapabilities,
} from './secret-capabilities.ts'
import {
  folderQueueCapabilities,
  folderTopicCapabilities,
  memoryQueueCapabilities,
  memoryTopicCapabilities,
} from './send-capabilities.ts'

/** What this machine’s drivers keep, and where each ends. */
export const driverCapabilities: readonly AnyDriverCapabilities[] = [
  memoryKvCapabilities,
  folderKvCapabilities,
  memoryBucketCapabilities,
  folderBucketCapabilities,
  memoryQueueCapabilities,
  folderQueueCapabilities,
  memoryTopicCapabilities,
  folderTopicCapabilities,
  memorySecretCapabilities,
  folderSecretCapabilities,
  environmentSecretCapabilities,
]
