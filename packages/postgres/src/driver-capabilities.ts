import type { AnyDriverCapabilities } from '@rove/core'
import { postgresKvCapabilities } from './kv-capabilities.ts'
import { postgresQueueCapabilities, postgresTopicCapabilities } from './send-capabilities.ts'

/** What PostgreSQL's drivers keep, and where each ends. */
export const driverCapabilities: readonly AnyDriverCapabilities[] = [
  postgresKvCapabilities,
  postgresQueueCapabilities,
  postgresTopicCapabilities,
]
