/**
 * PostgreSQL has no such limits: a field may have 1 GB, a moment may be far. These are what the clouds' queues have, so
 * that an app can move: 1 MiB for a message and a hundred of them in a statement, in 4 MiB that a server of any size has
 * room for; a week of delay, as @rove/local has.
 * Source: https://www.postgresql.org/docs/current/limits.html
 */
export const queueLimits: {
  readonly message: number
  readonly batchBytes: number
  readonly batchItems: number
  readonly delay: number
} = { message: 1_048_576, batchBytes: 4_194_304, batchItems: 100, delay: 604_800 }

/** As for queues; events are not delayed. */
export const topicLimits: typeof queueLimits = { ...queueLimits, delay: 0 }
