import type { Capability, CapabilityException, DeliveryPromise } from '@rove/core'
import {
  asOf,
  asynchronous,
  firehoseFailures,
  firehoseStates,
  kafkaRetries,
  kinesisFailures,
  kinesisRecord,
  lambda,
  mqErrors,
  sqsErrors,
} from './delivery-documents.ts'

const no = (note: string, source: string): CapabilityException => ({ support: 'no', note, source })
const native = (note: string, source: string): CapabilityException => ({ support: 'native', note, source })
/** The same for both brokers of Amazon MQ. */
const brokers = (exception: CapabilityException) => ({ activemq: exception, rabbitmq: exception })

const noCount = 'It does not say how often it was delivered.'
const asyncCount = 'Lambda does not say how often it has called.'
const wholeBatch = 'A failure brings the whole batch again.'
const aside = 'Firehose puts what failed aside, and never delivers it again.'

type MessagePromise = Extract<DeliveryPromise, `message.${string}`>

/** What AWS Lambda keeps of the contract of messages. Without a codec's name it is SQS (standard). */
export const messageSupports: Readonly<Record<MessagePromise, Capability>> = {
  'message.acknowledge': {
    support: 'native',
    note: 'The event source mapping must have ReportBatchItemFailures: without it Lambda takes every answer for success.',
    source: sqsErrors,
    asOf,
    except: {
      direct: native('The caller gets the result or the error, and decides.', `${lambda}/invocation-retries.html`),
    },
  },
  'message.partial': {
    support: 'native',
    note: 'Answered as batchItemFailures.',
    source: sqsErrors,
    asOf,
    except: {
      kinesis: no(
        'The stream goes on at the first record that failed; what comes after it comes again.',
        kinesisFailures,
      ),
      kafka: no(
        'A failure brings the whole batch again: a partial answer counts only with provisioned mode and ReportBatchItemFailures, and without them would be taken for success.',
        kafkaRetries,
      ),
      ...brokers(no(wholeBatch, mqErrors)),
      firehose: no(aside, firehoseFailures),
    },
  },
  'message.retry': {
    support: 'native',
    source: sqsErrors,
    asOf,
    except: {
      firehose: no(aside, firehoseFailures),
      direct: no('Who calls and waits gets the error, and calls again or not.', `${lambda}/invocation-retries.html`),
    },
  },
  'message.retry.after': {
    support: 'no',
    note: 'A message that failed is seen again after the queue’s visibility timeout; to change it for one message takes a call of SQS.',
    source: sqsErrors,
    asOf,
  },
  'message.attempt': {
    support: 'native',
    note: 'ApproximateReceiveCount.',
    source: `${lambda}/with-sqs.html`,
    asOf,
    except: {
      kinesis: no(noCount, kinesisRecord),
      kafka: no(noCount, kafkaRetries),
      activemq: no('It says that a message came before, not how often.', `${lambda}/with-mq.html`),
      rabbitmq: native(
        'Quorum queues count (x-delivery-count); of a message of a classic queue the attempt is always 1.',
        'https://www.rabbitmq.com/docs/quorum-queues#poison-message-handling',
      ),
      firehose: no(noCount, firehoseStates),
      direct: no(asyncCount, asynchronous),
    },
  },
  'message.dead-letter': {
    support: 'native',
    note: 'The queue’s redrive policy: maxReceiveCount.',
    source: sqsErrors,
    asOf,
    except: {
      kinesis: native(
        'The mapping’s on-failure destination; only S3 keeps the records themselves.',
        `${lambda}/kinesis-on-failure-destination.html`,
      ),
      kafka: native(
        'The mapping’s on-failure destination; S3 and Kafka keep the records themselves.',
        `${lambda}/kafka-on-failure.html`,
      ),
      ...brokers(native('The broker’s own dead-letter queue.', mqErrors)),
      firehose: native('The folder processing-failed/ of the stream’s bucket.', firehoseFailures),
    },
  },
  'message.dead-letter.now': {
    support: 'no',
    note: 'It is answered as a failure, so that the remaining attempts are made first.',
    source: sqsErrors,
    asOf,
    except: { firehose: native('ProcessingFailed puts a record aside at once.', firehoseStates) },
  },
  'message.ordered': {
    support: 'no',
    note: 'A standard queue keeps no order: use a FIFO queue.',
    source: sqsErrors,
    asOf,
    except: {
      'sqs-fifo': native(
        'By MessageGroupId; after a failure the rest of its group is answered as failed too.',
        sqsErrors,
      ),
      kinesis: no('Order is kept by partition key, but a failure holds up the whole shard.', kinesisFailures),
      kafka: no('Order is kept by key and partition, but a failure brings the whole batch again.', kafkaRetries),
      ...brokers(no('A message that failed may come after later ones.', mqErrors)),
    },
  },
  'message.attributes': {
    support: 'native',
    note: 'Binary attributes are base64 text; those of a notification that came through SNS are the notification’s.',
    source: `${lambda}/with-sqs.html`,
    asOf,
    except: {
      kinesis: no('A record has none.', kinesisRecord),
      kafka: native(
        'Headers are bytes: UTF-8 as text, others as base64; of one name the last.',
        `${lambda}/with-msk.html`,
      ),
      ...brokers(native('Properties and headers; what is no text is written as JSON.', `${lambda}/with-mq.html`)),
      firehose: no('A record has none.', firehoseStates),
    },
  },
  'message.text': { support: 'native', source: `${lambda}/with-sqs.html`, asOf },
  'message.bytes': {
    support: 'no',
    note: 'A body of SQS is text; Rove’s own envelope carries bytes.',
    source: `${lambda}/with-sqs.html`,
    asOf,
    except: {
      kinesis: native('Records are bytes; those of the Kinesis Producer Library are taken apart.', kinesisRecord),
      kafka: native('Values are bytes.', `${lambda}/with-msk.html`),
      ...brokers(native('Bodies are bytes.', `${lambda}/with-mq.html`)),
      firehose: native('Records are bytes.', firehoseStates),
    },
  },
}
