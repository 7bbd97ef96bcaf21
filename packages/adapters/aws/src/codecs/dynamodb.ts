import type { DecodedChange, EventCodec } from '@rove/core/adapter'
import { ownKey, ownValue } from '../bindings/dynamodb-layout.ts'
import { nameAfter, toNames } from './arn.ts'
import { toPlainObject } from './attribute-value.ts'
import { type BatchFailures, toPosition, type Windowed } from './batch-failures.ts'
import { contentId } from './digest.ts'
import { type Fields, fieldsOf, isObject, textOrNone } from './shape.ts'
import { isStreamOf } from './stream.ts'
import { toTime } from './time.ts'

/**
 * What is read of a record of a DynamoDB stream.
 * Source: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_Record.html
 */
export interface DynamoDbRecord {
  readonly eventID?: string | undefined
  readonly eventName?: string | undefined
  readonly eventSourceARN?: string | undefined
  /** Only where a change comes through Kinesis. */
  readonly tableName?: string | undefined
  /** Of a deletion that an item's time to live brought: `principalId` is `dynamodb.amazonaws.com`. */
  readonly userIdentity?: unknown
  readonly dynamodb?:
    | {
        readonly Keys?: Fields | undefined
        readonly NewImage?: Fields | undefined
        readonly OldImage?: Fields | undefined
        readonly SequenceNumber?: string | undefined
        /** Seconds; milliseconds where a change comes through Kinesis. */
        readonly ApproximateCreationDateTime?: number | undefined
      }
    | undefined
}

/** What a DynamoDB stream sends. */
export interface DynamoDbEvent extends Windowed {
  readonly Records: readonly DynamoDbRecord[]
}

const kinds: ReadonlyMap<unknown, DecodedChange['kind']> = new Map([
  ['INSERT', 'created'],
  ['MODIFY', 'updated'],
  ['REMOVE', 'deleted'],
] as const)

/**
 * The change that a record is. In a table of a store of ours, key and values are those of the store. In any other the key is the text of the table's key attribute; with a sort key it is both, in the order
 * of the attributes' names (a stream does not say which is which), with a `/` between, and the values are the items. The
 * record itself is the data: `userIdentity` there tells a deletion by time to live from others.
 */
export function toChange(record: DynamoDbRecord): DecodedChange {
  const { eventID, eventName, eventSourceARN, tableName } = record
  const dynamodb: Fields = fieldsOf(record.dynamodb)
  const { Keys, NewImage, OldImage, ApproximateCreationDateTime } = dynamodb
  const own = ownKey(fieldsOf(Keys))
  const key = own ?? toKey(fieldsOf(Keys))
  const read = own === undefined ? toPlainObject : toValue
  return {
    trigger: 'change',
    names: toNames(textOrNone(tableName), nameAfter('table', eventSourceARN)),
    id: textOrNone(eventID) ?? contentId(record),
    source: textOrNone(eventSourceARN) ?? 'aws:dynamodb',
    subject: key,
    time: toTime(ApproximateCreationDateTime),
    group: key,
    kind: kinds.get(eventName) ?? kindOf(dynamodb),
    key,
    before: isObject(OldImage) ? read(OldImage) : undefined,
    after: isObject(NewImage) ? read(NewImage) : undefined,
    payload: { value: record },
  }
}

/** The value of a store of ours, or the item where somebody else wrote into its table. */
function toValue(image: Fields): unknown {
  const value = ownValue(image)
  return value === image ? toPlainObject(image) : value
}

function kindOf({ NewImage, OldImage }: Fields): DecodedChange['kind'] {
  if (NewImage && !OldImage) return 'created'
  return OldImage && !NewImage ? 'deleted' : 'updated'
}

function toKey(keys: Fields): string {
  return Object.entries(keys)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, value]) => toText(isObject(value) ? Object.values(value)[0] : value))
    .join('/')
}

function toText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
}

/**
 * Changes of a table. The event source mapping must have `ReportBatchItemFailures`; the stream goes on at the first change
 * that failed. Source: https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
 */
export const dynamodb: EventCodec<DynamoDbEvent, BatchFailures> = {
  name: 'dynamodb',
  title: 'Amazon DynamoDB Streams',
  trigger: 'delivery',
  triggers: ['change'],
  matches: (event): event is DynamoDbEvent => isStreamOf('dynamodb', event),
  decode: ({ Records }) => ({ deliveries: Records.map(toChange), settlement: 'position', ordered: true }),
  encode: (settled, event) =>
    toPosition(
      settled,
      event.Records.map((record) => textOrNone(record.dynamodb?.SequenceNumber)),
      event,
    ),
}
