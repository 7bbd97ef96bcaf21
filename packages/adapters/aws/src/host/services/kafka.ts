import { createHash } from 'node:crypto'
import type { SentMessage } from '@rove/core/adapter'
import { toBytes } from './content.ts'
import { toArn } from './names.ts'
import { nextNumber } from './sequence.ts'
import { maxAttemptsOf, type Service } from './service.ts'
import { deliverWhole } from './whole-batch.ts'

const partitions = 2
const cluster = 'cluster/rove/e9f754c6-d29a-4430-a7db-958a19fd2c54-4'
const brokers = [1, 2].map((n) => `b-${n}.rove.a1bcde.c1.kafka.us-east-1.amazonaws.com:9098`).join(',')

/**
 * Amazon MSK with a topic of two partitions; the group is the key of a record. A batch that failed is retried in one
 * piece, then goes to the on-failure destination.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/kafka-on-failure.html
 */
export const kafka: Service<'message'> = (delivery, lambda) => {
  const { to, items } = delivery
  const records = items.map((message, item) => {
    const partition = partitionOf(message.group, item)
    return { item, partition, native: toRecord(message, { topic: to, partition, offset: nextNumber() }) }
  })
  return deliverWhole({
    records,
    lambda,
    maxAttempts: maxAttemptsOf(delivery),
    toEvent: (batch) => ({
      eventSource: 'aws:kafka',
      eventSourceArn: toArn('kafka', cluster),
      bootstrapServers: brokers,
      records: Object.fromEntries(
        [...new Set(batch.map(({ partition }) => partition))].map((partition) => [
          `${to}-${partition}`,
          batch.filter((record) => record.partition === partition).map(({ native }) => native),
        ]),
      ),
    }),
  })
}

interface Position {
  readonly topic: string
  readonly partition: number
  readonly offset: number
}

// Source: https://docs.aws.amazon.com/lambda/latest/dg/with-msk.html#msk-sample-event
function toRecord({ body, attributes = {}, group }: SentMessage, position: Position): unknown {
  return {
    ...position,
    timestamp: Date.now(),
    timestampType: 'CREATE_TIME',
    ...(group === undefined ? {} : { key: Buffer.from(group).toString('base64') }),
    value: toBytes(body).toString('base64'),
    // Bytes of Java: from -128 to 127.
    headers: Object.entries(attributes).map(([name, value]) => ({ [name]: [...new Int8Array(Buffer.from(value))] })),
  }
}

// Which of the partitions a key leads to is the producer's business; that it is always the same one is not.
function partitionOf(group: string | undefined, item: number): number {
  if (group === undefined) return item % partitions
  return (createHash('md5').update(group).digest()[0] ?? 0) % partitions
}
