import type { Capability, CapabilityException, DeliveryLimit, DeliveryPromise, Limit } from '@rove/core'
import {
  asOf,
  asynchronous,
  documentStreams,
  eventStructure,
  keywords,
  lambda,
  objectEvents,
  snsFormats,
  sqsErrors,
  streamRecord,
} from './delivery-documents.ts'
import { messageSupports } from './message-capabilities.ts'

const no = (note: string, source: string): CapabilityException => ({ support: 'no', note, source })
const native = (note: string, source: string): CapabilityException => ({ support: 'native', note, source })

const asyncCount = 'Lambda does not say how often it has called.'
const ownPace = 'The service waits as long as it was set up to.'

/** What AWS Lambda keeps of the delivery contract. Without a codec's name it is SQS (standard), SNS, a rule, S3, DynamoDB. */
export const deliverySupports: Readonly<Record<DeliveryPromise, Capability>> = {
  ...messageSupports,
  'event.retry': {
    support: 'native',
    note: 'Lambda calls twice more.',
    source: asynchronous,
    asOf,
    except: { 'sns-sqs': native('By SQS.', sqsErrors) },
  },
  'event.retry.after': {
    support: 'no',
    note: 'Lambda waits one minute, then two.',
    source: asynchronous,
    asOf,
    except: { 'sns-sqs': no(ownPace, sqsErrors) },
  },
  'event.attempt': {
    support: 'no',
    note: asyncCount,
    source: asynchronous,
    asOf,
    except: { 'sns-sqs': native('ApproximateReceiveCount of SQS.', `${lambda}/with-sqs.html`) },
  },
  'event.dead-letter': {
    support: 'native',
    note: 'The function’s dead-letter queue or on-failure destination.',
    source: asynchronous,
    asOf,
    except: { 'sns-sqs': native('The queue’s redrive policy.', sqsErrors) },
  },
  'event.dead-letter.now': {
    support: 'no',
    note: 'It is answered as a failure, so that the remaining attempts are made first.',
    source: asynchronous,
    asOf,
  },
  'event.attributes': {
    support: 'native',
    note: 'Binary attributes are base64 text.',
    source: snsFormats,
    asOf,
    except: { eventbridge: no('An event has none beside its detail.', eventStructure) },
  },
  'schedule.time': {
    support: 'native',
    source: eventStructure,
    asOf,
    except: {
      scheduler: native(
        'An input of one’s own needs the keywords schedule-arn and scheduled-time in its fields.',
        keywords,
      ),
    },
  },
  'schedule.retry': { support: 'native', note: 'Lambda calls twice more.', source: asynchronous, asOf },
  'object.created': { support: 'native', source: objectEvents, asOf },
  'object.deleted': {
    support: 'native',
    note: 'A lifecycle’s expiration is told as a deletion too.',
    source: objectEvents,
    asOf,
  },
  'object.properties': {
    support: 'native',
    note: 'Of a deleted object they are not told.',
    source: objectEvents,
    asOf,
  },
  'object.retry': {
    support: 'native',
    note: 'Lambda calls twice more.',
    source: asynchronous,
    asOf,
    except: { sqs: native('By SQS.', sqsErrors) },
  },
  'change.written': { support: 'native', note: 'The stream’s view must hold new images.', source: streamRecord, asOf },
  'change.kind': { support: 'native', source: streamRecord, asOf },
  'change.before': {
    support: 'native',
    note: 'The stream’s view must be NEW_AND_OLD_IMAGES.',
    source: streamRecord,
    asOf,
    except: { documentdb: no('A change stream tells only the document after the change.', documentStreams) },
  },
  'change.deleted': { support: 'native', note: 'A deletion by time to live too.', source: streamRecord, asOf },
  'change.ordered': {
    support: 'native',
    note: 'A failure holds up the whole shard.',
    source: `${lambda}/services-ddb-batchfailurereporting.html`,
    asOf,
  },
  'change.retry': { support: 'native', source: `${lambda}/services-ddb-batchfailurereporting.html`, asOf },
  'delivery.trace': {
    support: 'native',
    note: 'From Rove’s envelope, the attribute or header traceparent, or the X-Ray header of SQS; where there are none of them (Kinesis, EventBridge) from the envelope alone.',
    source: 'https://docs.aws.amazon.com/xray/latest/devguide/xray-services-sqs.html',
    asOf,
  },
}

const sizes =
  'https://aws.amazon.com/blogs/compute/more-room-to-build-serverless-services-now-support-payloads-up-to-1-mb'

/** The limits of SQS for messages, and of SNS for events; EventBridge takes 1 MB, as an SNS topic can be set up to. */
export const deliveryLimits: Readonly<Record<DeliveryLimit, Limit>> = {
  'message.body': { value: 1_048_576, unit: 'bytes', source: sizes, asOf, verified: true },
  'message.batch': {
    value: 10_000,
    unit: 'items',
    source: `${lambda}/services-sqs-parameters.html`,
    asOf,
    verified: true,
  },
  'event.body': {
    value: 262_144,
    unit: 'bytes',
    source: 'https://docs.aws.amazon.com/sns/latest/dg/large-message-payloads.html',
    asOf,
    verified: true,
  },
}
