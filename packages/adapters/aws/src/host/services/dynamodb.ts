import { randomBytes } from 'node:crypto'
import type { ChangeKind, SentChange } from '@rove/core/adapter'
import { type Item, toItem } from './attribute-value.ts'
import { region, toArn } from './names.ts'
import { maxAttemptsOf, type Service } from './service.ts'
import { readShard } from './stream-shard.ts'
import { createTally } from './tally.ts'

/**
 * Amazon DynamoDB Streams of a table with one shard, `NEW_AND_OLD_IMAGES`, whose partition key is `id`: an image has it
 * beside what was sent, as every item of a table has its key.
 */
export const dynamodb: Service<'change'> = async (delivery, lambda) => {
  const { to, items } = delivery
  const streamArn = toArn('dynamodb', `table/${to}/stream/2026-01-01T00:00:00.000`)
  const tally = createTally(items.length)
  const records = items.map((change, item) => {
    // 21 to 40 digits, growing.
    const sequenceNumber = String(100_000_000_000_000_000_000_001n + BigInt(item) * 7n)
    return { item, sequenceNumber, native: toRecord(change, sequenceNumber, streamArn) }
  })
  await readShard(records, { lambda, tally, maxAttempts: maxAttemptsOf(delivery) })
  return tally.result()
}

const eventNames: Readonly<Record<ChangeKind, string>> = { created: 'INSERT', updated: 'MODIFY', deleted: 'REMOVE' }

/**
 * Source: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_Record.html and
 * https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html
 */
function toRecord({ kind, key, before, after }: SentChange, sequenceNumber: string, streamArn: string): unknown {
  const keys = toItem({ id: key })
  const newImage = kind === 'deleted' ? undefined : toItem({ ...after, id: key })
  const oldImage = kind === 'created' ? undefined : toItem({ ...before, id: key })
  return {
    eventID: randomBytes(16).toString('hex'),
    eventName: eventNames[kind],
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: region,
    dynamodb: {
      ApproximateCreationDateTime: Math.floor(Date.now() / 1000),
      Keys: keys,
      ...(newImage === undefined ? {} : { NewImage: newImage }),
      ...(oldImage === undefined ? {} : { OldImage: oldImage }),
      SequenceNumber: sequenceNumber,
      SizeBytes: sizeOf(keys) + sizeOf(newImage) + sizeOf(oldImage),
      StreamViewType: 'NEW_AND_OLD_IMAGES',
    },
    eventSourceARN: streamArn,
  }
}

function sizeOf(item: Item | undefined): number {
  return item === undefined ? 0 : Buffer.byteLength(JSON.stringify(item))
}
