import type { Capability, DriverCapabilities, Limit } from '@rove/core'

const asOf = '2026-11'
const guide = 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide'
const reference = 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference'
const quotas = { source: `${guide}/quotas-messages.html`, asOf, verified: true } as const
const sendBatch = `${reference}/API_SendMessageBatch.html`
const mebibyte: Limit = { value: 1_048_576, unit: 'bytes', ...quotas, source: sendBatch }
const native: Capability = { support: 'native', source: sendBatch, asOf }

/** What queues on Amazon SQS keep, and where they end. The variant `fifo` is a FIFO queue: what `ordered: true` needs. */
export const sqsCapabilities: DriverCapabilities<'queue'> = {
  kind: 'queue',
  service: 'sqs',
  title: 'Amazon SQS',
  module: '@rove/aws/sqs',
  supports: {
    'queue.batch': native,
    'queue.batch.part': native,
    'queue.delay': {
      support: 'native',
      source: `${guide}/sqs-message-timers.html`,
      asOf,
      except: { fifo: { support: 'no', note: 'A FIFO queue delays all of its messages or none.' } },
    },
    'queue.order': {
      support: 'no',
      note: 'A standard queue takes groups for fairness between them, without order.',
      source: `${guide}/FIFO-queues-understanding-logic.html`,
      asOf,
      except: { fifo: { support: 'native', note: 'In each group.' } },
    },
    'queue.dedupe': {
      support: 'no',
      note: 'A standard queue drops nothing.',
      source: `${guide}/using-messagededuplicationid-property.html`,
      asOf,
      except: { fifo: { support: 'native', note: 'For five minutes.' } },
    },
  },
  limits: {
    message: mebibyte,
    batchBytes: mebibyte,
    batchItems: { value: 10, unit: 'items', ...quotas },
    delay: { value: 900, unit: 'seconds', ...quotas },
  },
}
