import { createHash, randomBytes } from 'node:crypto'
import type { SentObject } from '@rove/core/adapter'
import { toEventBridgeEvent } from './eventbridge-event.ts'
import { account, region } from './names.ts'

const madeUpSize = 1024
const clientAddress = '127.0.0.1'

/**
 * The event notification of S3, in its version 2.1. The key is form-encoded; S3 tells nothing of a deleted object's
 * size or etag, and of no object's media type.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */
export function toS3Event(bucket: string, object: SentObject): unknown {
  const created = object.kind === 'created'
  return {
    Records: [
      {
        eventVersion: '2.1',
        eventSource: 'aws:s3',
        awsRegion: region,
        eventTime: new Date().toISOString(),
        eventName: created ? 'ObjectCreated:Put' : 'ObjectRemoved:Delete',
        userIdentity: { principalId: 'AWS:AIDAEXAMPLEUPLOADER01' },
        requestParameters: { sourceIPAddress: clientAddress },
        responseElements: {
          'x-amz-request-id': requestId(),
          'x-amz-id-2': randomBytes(57).toString('base64'),
        },
        s3: {
          s3SchemaVersion: '1.0',
          configurationId: `${bucket}-notifications`,
          bucket: { name: bucket, ownerIdentity: { principalId: 'A1EXAMPLEOWNER' }, arn: `arn:aws:s3:::${bucket}` },
          object: {
            key: formEncode(object.key),
            ...(created ? { size: object.size ?? madeUpSize, eTag: etagOf(object) } : {}),
            sequencer: sequencer(),
          },
        },
      },
    ],
  }
}

/**
 * The event of S3 for EventBridge. The key is as it is.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
 */
export function toS3EventBridgeEvent(bucket: string, object: SentObject): unknown {
  const created = object.kind === 'created'
  return toEventBridgeEvent({
    source: 'aws.s3',
    detailType: created ? 'Object Created' : 'Object Deleted',
    time: new Date(),
    resources: [`arn:aws:s3:::${bucket}`],
    detail: {
      version: '0',
      bucket: { name: bucket },
      object: {
        key: object.key,
        ...(created ? { size: object.size ?? madeUpSize } : {}),
        ...(created || object.etag !== undefined ? { etag: etagOf(object) } : {}),
        sequencer: sequencer(),
      },
      'request-id': requestId(),
      requester: account,
      'source-ip-address': clientAddress,
      reason: created ? 'PutObject' : 'DeleteObject',
      ...(created ? {} : { 'deletion-type': 'Permanently Deleted' }),
    },
  })
}

/** As `application/x-www-form-urlencoded`, but for the slashes, which S3 leaves. */
export function formEncode(key: string): string {
  return encodeURIComponent(key)
    .replace(/[!'()~]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+')
    .replaceAll('%2F', '/')
}

function etagOf({ key, etag }: SentObject): string {
  return etag ?? createHash('md5').update(key).digest('hex')
}

function requestId(): string {
  return randomBytes(8).toString('hex').toUpperCase()
}

function sequencer(): string {
  return `00${randomBytes(8).toString('hex').toUpperCase()}`
}
