import type { Readable } from 'node:stream'
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  NotFound,
  S3Client,
} from '@aws-sdk/client-s3'
import { RoveError } from '@rove/core'
import {
  type BucketDriver,
  clientOf,
  type DriverSource,
  nativeOf,
  type ServiceClient,
  type StoredObject,
} from '@rove/core/adapter'
import { errorCode } from './error-code.ts'
import { signUrl } from './s3-sign.ts'
import { type Destination, putBytes, putStream } from './s3-upload.ts'
import { clientConfig, type DriverOptions } from './service-client.ts'

/** How buckets are reached. */
export type S3Options = DriverOptions<S3Client>

// Sources: https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html (key),
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html (object: 10,000 parts of 5 GiB),
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html (metadata)
const limits = { key: 1024, object: 10_000 * 5 * 1024 ** 3, metadata: 2048 }

// Who reads an object slowly is silent for a while as well.
const silence = 120_000

/**
 * Buckets on Amazon S3; the native name is a bucket's name, or the ARN of an access point. Without `s3:ListBucket`, S3 says
 * of what is not there that it is forbidden: reading needs it. An etag changes with the content: the same bytes, written
 * twice, have the same one. Directory buckets (S3 Express) do not list in order.
 */
export function s3({ client: given, only }: S3Options = {}): DriverSource<'bucket'> {
  const client = clientOf(
    given,
    () => new S3Client(clientConfig(silence)),
    (made) => made.destroy(),
  )
  const source: DriverSource<'bucket'> = {
    kind: 'bucket',
    service: 's3',
    open: ({ native }) => ({
      ...readerOf(client, native),
      ...writerOf(client, native),
      service: 's3',
      limits,
      errorCode,
      get native() {
        return client.get()
      },
      signedUrl: (request) => signUrl(client.get(), native, request),
      close: () => client.close(),
    }),
  }
  return only === undefined ? source : { ...source, only }
}

/** The SDK's client behind a bucket on S3, one of `context.use`. @throws RoveError `FailedPrecondition` when something else is behind it */
export function native(client: object): S3Client {
  return nativeOf<S3Client>(client, 's3')
}

function readerOf(client: ServiceClient<S3Client>, Bucket: string): Pick<BucketDriver, 'get' | 'head' | 'list'> {
  return {
    get: (Key) =>
      orNone(async () => {
        const found = await client.get().send(new GetObjectCommand({ Bucket, Key }))
        // In Node a body is a stream of Node's.
        const body = found.Body as Readable
        // It may break before anybody reads it, who is told then.
        body.on('error', () => undefined)
        return { ...toStored(Key, found), body }
      }),
    head: (Key) => orNone(async () => toStored(Key, await client.get().send(new HeadObjectCommand({ Bucket, Key })))),
    async list({ prefix: Prefix, limit: MaxKeys, cursor }) {
      const from = cursor === undefined ? {} : { ContinuationToken: cursor }
      const page = await client.get().send(new ListObjectsV2Command({ Bucket, Prefix, MaxKeys, ...from }))
      const items = (page.Contents ?? []).map(({ Key = '', Size, ETag, LastModified }) =>
        toListed(Key, { ContentLength: Size, ETag, LastModified }),
      )
      return { items, cursor: page.NextContinuationToken }
    },
  }
}

function writerOf(client: ServiceClient<S3Client>, Bucket: string): Pick<BucketDriver, 'put' | 'delete'> {
  return {
    async put({ key, body, size, contentType, metadata, condition }) {
      const destination = {
        client: client.get(),
        address: { Bucket, Key: key },
        content: { ContentType: contentType, Metadata: { ...metadata } },
        condition: toCondition(condition),
      }
      const etag = body instanceof Uint8Array ? putBytes(destination, body) : putStream(destination, body, size)
      return { etag: bare(await etag) }
    },
    async delete(Key) {
      await client.get().send(new DeleteObjectCommand({ Bucket, Key }))
    },
  }
}

// Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
function toCondition(condition: Parameters<BucketDriver['put']>[0]['condition']): Destination['condition'] {
  if (condition === undefined) return {}
  if ('absent' in condition) return { IfNoneMatch: '*' }
  const { etag } = condition
  // `"*"` is every etag to some, and a header takes no line breaks.
  if (/^[!#-)+-~]+$/.test(etag)) return { IfMatch: `"${etag}"` }
  throw new RoveError('FailedPrecondition', `No object has the etag ${JSON.stringify(etag)}.`, { provider: 's3' })
}

interface Described {
  readonly ContentLength?: number | undefined
  readonly ETag?: string | undefined
  readonly LastModified?: Date | undefined
}

function toListed(
  key: string,
  { ContentLength = 0, ETag, LastModified }: Described,
): Pick<StoredObject, 'key' | 'size' | 'etag' | 'modifiedAt'> {
  return { key, size: ContentLength, etag: bare(ETag), modifiedAt: LastModified?.getTime() }
}

function toStored(
  key: string,
  found: Described & {
    readonly ContentType?: string | undefined
    readonly Metadata?: Record<string, string> | undefined
  },
): StoredObject {
  return { ...toListed(key, found), contentType: found.ContentType, metadata: found.Metadata ?? {} }
}

function bare(etag: string = ''): string {
  return etag.replace(/^"|"$/g, '')
}

async function orNone<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask()
  } catch (error) {
    // An answer to HEAD has no body: it cannot tell a missing object from a missing bucket.
    if (error instanceof NoSuchKey || error instanceof NotFound) return undefined
    throw error
  }
}
