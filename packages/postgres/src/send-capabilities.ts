import type { Capability, DriverCapabilities, Limit } from '@rove/core'
import { queueLimits, topicLimits } from './limits.ts'

const asOf = '2026-11'
// The limits are the driver’s; the documents say what the server takes: 1 GB for a field, times in a very far future.
const fields = { source: 'https://www.postgresql.org/docs/current/limits.html', asOf, verified: false }
const times = { source: 'https://www.postgresql.org/docs/current/datatype-datetime.html', asOf, verified: false }

const batch: Capability = {
  support: 'native',
  source: 'https://www.postgresql.org/docs/current/sql-insert.html',
  asOf,
}

const part: Capability = {
  support: 'no',
  note: 'A batch is one statement: all of it is sent, or nothing.',
  source: 'https://www.postgresql.org/docs/current/tutorial-transactions.html',
  asOf,
}

function limitsOf({ message, batchBytes, batchItems, delay }: typeof queueLimits): {
  readonly message: Limit
  readonly batchBytes: Limit
  readonly batchItems: Limit
  readonly delay: Limit
} {
  return {
    message: { value: message, unit: 'bytes', ...fields },
    batchBytes: { value: batchBytes, unit: 'bytes', ...fields },
    batchItems: { value: batchItems, unit: 'items', ...fields },
    delay: { value: delay, unit: 'seconds', ...times },
  }
}

/** What queues on PostgreSQL keep. The limits are the driver's, far within the server's. */
export const postgresQueueCapabilities: DriverCapabilities<'queue'> = {
  kind: 'queue',
  service: 'postgres',
  title: 'PostgreSQL queue',
  module: '@rove/postgres',
  supports: {
    'queue.batch': batch,
    'queue.batch.part': part,
    'queue.delay': {
      support: 'emulated',
      note: 'A row has the time from which consumers see it.',
      source: 'https://www.postgresql.org/docs/current/functions-datetime.html',
      asOf,
      except: {
        ordered: { support: 'no', note: 'A message that waits would hold up its group, or lose its place in it.' },
      },
    },
    'queue.order': {
      support: 'emulated',
      note: 'Senders of a group take turns by an advisory lock, and consumers take one message of a group at a time.',
      source: 'https://www.postgresql.org/docs/current/explicit-locking.html',
      asOf,
    },
    'queue.dedupe': {
      support: 'emulated',
      note: 'Keys are rows of a table, which count for five minutes.',
      source: 'https://www.postgresql.org/docs/current/sql-insert.html',
      asOf,
    },
  },
  limits: limitsOf(queueLimits),
}

/** What topics on PostgreSQL keep. */
export const postgresTopicCapabilities: DriverCapabilities<'topic'> = {
  kind: 'topic',
  service: 'postgres',
  title: 'PostgreSQL topic',
  module: '@rove/postgres',
  supports: { 'topic.batch': batch, 'topic.batch.part': part },
  limits: limitsOf(topicLimits),
}
