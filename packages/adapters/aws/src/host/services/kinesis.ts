import { createHash } from 'node:crypto'
import type { SentMessage } from '@rove/core/adapter'
import { toBytes } from './content.ts'
import { account, region, toArn } from './names.ts'
import { nextNumber } from './sequence.ts'
import { maxAttemptsOf, type Service } from './service.ts'
import { readShard, type StreamRecord } from './stream-shard.ts'
import { createTally } from './tally.ts'

const shards = ['shardId-000000000000', 'shardId-000000000001']

/**
 * Amazon Kinesis Data Streams with two shards. The group is the partition key, and decides the shard. A record has no
 * attributes there: what was sent beside the body does not arrive.
 */
export const kinesis: Service<'message'> = async (delivery, lambda) => {
  const { to, items } = delivery
  const tally = createTally(items.length)
  const records = items.map((message, item) => toRecord(message, item, toArn('kinesis', `stream/${to}`)))
  for (const shard of shards) {
    const its = records.filter((record) => record.shard === shard)
    await readShard(its, { lambda, tally, maxAttempts: maxAttemptsOf(delivery) })
  }
  return tally.result()
}

// Source: https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html#services-kinesis-event-example
function toRecord({ body, group }: SentMessage, item: number, streamArn: string): StreamRecord & { shard: string } {
  const partitionKey = group ?? `partition-${item}`
  const shard = shardOf(partitionKey)
  const sequenceNumber = String(
    49_590_338_271_490_256_608_559_692_538_361_571_095_921_575_989_136_588_898n + BigInt(nextNumber()),
  )
  const native = {
    kinesis: {
      kinesisSchemaVersion: '1.0',
      partitionKey,
      sequenceNumber,
      data: toBytes(body).toString('base64'),
      approximateArrivalTimestamp: Date.now() / 1000,
    },
    eventSource: 'aws:kinesis',
    eventVersion: '1.0',
    eventID: `${shard}:${sequenceNumber}`,
    eventName: 'aws:kinesis:record',
    invokeIdentityArn: `arn:aws:iam::${account}:role/rove-function`,
    awsRegion: region,
    eventSourceARN: streamArn,
  }
  return { item, shard, sequenceNumber, native }
}

// The key's MD5 is a number of 128 bits; each of the two shards has one half of them.
// Source: https://docs.aws.amazon.com/streams/latest/dev/key-concepts.html#partition-key
function shardOf(partitionKey: string): string {
  const [highest = 0] = createHash('md5').update(partitionKey).digest()
  return shards[highest < 128 ? 0 : 1] ?? ''
}
