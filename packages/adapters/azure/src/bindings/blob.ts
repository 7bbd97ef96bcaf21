import { Buffer } from 'node:buffer'
import type { Readable } from 'node:stream'
import {
  BlobServiceClient,
  type BlockBlobClient,
  type ContainerClient,
  type ContainerListBlobFlatSegmentResponse,
} from '@azure/storage-blob'
import type { Env } from '@rove/core'
import { type BucketDriver, type DriverSource, nativeOf, remembered, type StoredObject } from '@rove/core/adapter'
import { defaultConnections } from '../connections.ts'
import { checkName, nameRules } from '../resource-names.ts'
import { contentOf } from './blob-content.ts'
import { checkBlobName, fromBlobMetadata, isBlobName, toBlobMetadata } from './blob-name.ts'
import { type Signer, signerOf } from './blob-sign.ts'
import { type Destination, largestCall, putBytes, putStream } from './blob-upload.ts'
import { findStorage } from './connection.ts'
import { errorCode, serviceCode } from './error-code.ts'
import { inTime } from './in-time.ts'
import { clientOf } from './service-client.ts'
import { patience, type StorageOptions, withoutTries } from './storage-account.ts'
import { UnmetCondition } from './unmet-condition.ts'

/** How containers are reached. */
export type BlobOptions = StorageOptions<BlobServiceClient>

// Key, 1,024 characters:
// https://learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata#blob-names
// Object, 50,000 blocks of 4,000 MiB: https://learn.microsoft.com/azure/storage/blobs/scalability-targets
// Metadata, 8 KB:
// https://learn.microsoft.com/rest/api/storageservices/setting-and-retrieving-properties-and-metadata-for-blob-resources
const limits = { key: 1024, object: 50_000 * 4000 * 1024 ** 2, metadata: 8192 }

const service = 'azure-blob'

/**
 * Buckets on Azure Blob Storage; the native name is a container's name. A key is the name of its blob; a few that Blob
 * Storage would make other names of are refused. Objects are block blobs, and each write changes the etag.
 *
 * Blob Storage lists by UTF-16 units (https://github.com/blobfile/blobfile/pull/238), and a page is put into the order of
 * bytes here: characters beyond U+FFFF, such as emoji, may come on an earlier page than those from U+E000 to U+FFFF. Accounts
 * with a hierarchical namespace list folder by folder: https://github.com/Azure/azure-sdk-for-go/issues/24210
 */
export function blob({ client: given, only, connection }: BlobOptions = {}): DriverSource<'bucket'> {
  const client = clientOf(given, (env) => toClient(env, connection))
  const source: DriverSource<'bucket'> = {
    kind: 'bucket',
    service,
    open: ({ native, env }) => {
      checkName(native, nameRules.container, 'Say another one: adapt(app, { resources: { bucket: { … } } }).')
      const container = () => client.of(env).getContainerClient(native)
      const blobOf = (key: string) => container().getBlockBlobClient(key)
      const signer = remembered(async (): Promise<Signer> => signerOf(client.of(env)))
      return {
        ...readerOf(blobOf, container),
        ...writerOf(blobOf),
        service,
        limits,
        errorCode,
        get native() {
          return container()
        },
        async signedUrl(request) {
          checkBlobName(request.key)
          return (await signer())(blobOf(request.key), request)
        },
      }
    },
  }
  return only === undefined ? source : { ...source, only }
}

/** The container behind a bucket of `context.use`. @throws RoveError `FailedPrecondition` when it is no container */
export function native(client: object): ContainerClient {
  return nativeOf<ContainerClient>(client, service)
}

function toClient(env: Env, connection: string = defaultConnections.storage): BlobServiceClient {
  const found = findStorage(env, connection, 'blob')
  if (!('connectionString' in found)) return new BlobServiceClient(found.endpoint, found.credential, withoutTries)
  return BlobServiceClient.fromConnectionString(found.connectionString, withoutTries)
}

type BlobOf = (key: string) => BlockBlobClient

function readerOf(blobOf: BlobOf, container: () => ContainerClient): Pick<BucketDriver, 'get' | 'head' | 'list'> {
  return {
    get: (key) =>
      orNone(key, async () => {
        const blob = blobOf(key)
        const found = await inTime(patience, (abortSignal) =>
          blob.download(0, undefined, { maxRetryRequests: 0, abortSignal }),
        )
        // In Node a body is a stream of Node's.
        const body = found.readableStreamBody as Readable
        // It may break before anybody reads it, who is told then.
        body.on('error', () => undefined)
        return { ...toStored(key, found), body: contentOf(body) }
      }),
    head: (key) =>
      orNone(key, async () => {
        const blob = blobOf(key)
        return toStored(key, await inTime(patience, (abortSignal) => blob.getProperties({ abortSignal })))
      }),
    async list({ prefix, limit: maxPageSize, cursor: continuationToken }) {
      const from = continuationToken === undefined ? {} : { continuationToken }
      const page = await inTime(patience, async (abortSignal): Promise<ContainerListBlobFlatSegmentResponse> => {
        const pages = container()
          .listBlobsFlat({ prefix, abortSignal })
          .byPage({ maxPageSize, ...from })
        return (await pages.next()).value
      })
      const items = page.segment.blobItems.map(({ name, properties }) => toListed(name, properties))
      items.sort((one, other) => Buffer.compare(Buffer.from(one.key), Buffer.from(other.key)))
      return { items, cursor: page.continuationToken || undefined }
    },
  }
}

function writerOf(blobOf: BlobOf): Pick<BucketDriver, 'put' | 'delete'> {
  return {
    async put({ key, body, size, contentType, metadata, condition }) {
      checkBlobName(key)
      const destination = {
        blob: blobOf(key),
        content: {
          blobHTTPHeaders: { blobContentType: contentType },
          metadata: toBlobMetadata(metadata),
          conditions: toConditions(condition),
        },
      }
      try {
        return { etag: bare(await put(destination, body, size)) }
      } catch (error) {
        throw condition !== undefined && isOvertaken(error) ? new UnmetCondition(error) : error
      }
    },
    async delete(key) {
      await orNone(key, () =>
        inTime(patience, (abortSignal) => blobOf(key).delete({ abortSignal, deleteSnapshots: 'include' })),
      )
    },
  }
}

function put(
  destination: Destination,
  body: Uint8Array | AsyncIterable<Uint8Array>,
  size: number | undefined,
): Promise<string | undefined> {
  if (!(body instanceof Uint8Array)) return putStream(destination, body, size)
  return body.byteLength > largestCall ? putStream(destination, [body], size) : putBytes(destination, body)
}

// Source: https://learn.microsoft.com/rest/api/storageservices/specifying-conditional-headers-for-blob-service-operations
function toConditions(
  condition: Parameters<BucketDriver['put']>[0]['condition'],
): Destination['content']['conditions'] {
  if (condition === undefined) return {}
  if ('absent' in condition) return { ifNoneMatch: '*' }
  // `"*"` would be every etag to some; those of Blob Storage are 0x8DC4EE5A7F5B5D0.
  if (!/^\w+$/.test(condition.etag)) throw new UnmetCondition()
  return { ifMatch: `"${condition.etag}"` }
}

/** Whether there is no blob that could have the etag, or another write was committed, which removes the blocks of this one. */
function isOvertaken(error: unknown): boolean {
  const code = serviceCode(error)
  return code === 'BlobNotFound' || code === 'InvalidBlockList'
}

interface Described {
  readonly contentLength?: number | undefined
  readonly etag?: string | undefined
  readonly lastModified?: Date | undefined
}

function toListed(
  key: string,
  { contentLength = 0, etag, lastModified }: Described,
): Pick<StoredObject, 'key' | 'size' | 'etag' | 'modifiedAt'> {
  return { key, size: contentLength, etag: bare(etag), modifiedAt: lastModified?.getTime() }
}

function toStored(
  key: string,
  found: Described & {
    readonly contentType?: string | undefined
    readonly metadata?: Record<string, string> | undefined
  },
): StoredObject {
  return { ...toListed(key, found), contentType: found.contentType, metadata: fromBlobMetadata(found.metadata) }
}

function bare(etag: string = ''): string {
  return etag.replace(/^"|"$/g, '')
}

async function orNone<T>(key: string, ask: () => Promise<T>): Promise<T | undefined> {
  if (!isBlobName(key)) return undefined
  try {
    return await ask()
  } catch (error) {
    if (serviceCode(error) === 'BlobNotFound') return undefined
    throw error
  }
}
