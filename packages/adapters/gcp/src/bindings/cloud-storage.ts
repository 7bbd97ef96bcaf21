import { type File, type FileMetadata, IdempotencyStrategy, Storage } from '@google-cloud/storage'
import { type ErrorCode, RoveError } from '@rove/core'
import {
  type BucketDriver,
  clientOf,
  type DriverSource,
  nativeOf,
  type ServiceClient,
  type SignedUrl,
  type SigningRequest,
  type StoredObject,
} from '@rove/core/adapter'
import { readObject } from './cloud-storage-read.ts'
import { upload } from './cloud-storage-upload.ts'
import { errorCode } from './error-code.ts'
import type { DriverOptions } from './service-client.ts'

/**
 * How buckets are reached. A client of your own is to be made with
 * `retryOptions: { autoRetry: false, retryableErrorFn: () => false }`.
 */
export type CloudStorageOptions = DriverOptions<Storage>

// Source of all three: https://cloud.google.com/storage/quotas#objects
const limits = { key: 1024, object: 5 * 1024 ** 4, metadata: 8192 }

// The client waits without end by default. A chunk is sent in that time, too; and who reads slowly is silent for a while.
const silence = 120_000

const service = 'cloud-storage'

/**
 * Buckets on Google Cloud Storage; the native name is a bucket's name. An etag is the object's generation, which changes
 * with every write. Reading goes past `HTTPS_PROXY`, unless Node is told to use it (`NODE_USE_ENV_PROXY`).
 *
 * Google refuses the keys `.` and `..`, and those below `.well-known/acme-challenge/`; a URL cannot be signed for a key
 * that has `.` or `..` between slashes. URLs are signed with a service account's key; without one (on Cloud Run) IAM signs,
 * and the account needs `roles/iam.serviceAccountTokenCreator` on itself.
 * Sources: https://cloud.google.com/storage/docs/objects#naming,
 * https://cloud.google.com/storage/docs/access-control/signed-urls
 */
export function cloudStorage({ client: given, only }: CloudStorageOptions = {}): DriverSource<'bucket'> {
  const client = clientOf(given, makeClient)
  const source: DriverSource<'bucket'> = {
    kind: 'bucket',
    service,
    open: ({ native: bucket }) => ({
      ...readerOf(client, bucket),
      ...writerOf(client, bucket),
      service,
      limits,
      errorCode: codeOf,
      get native() {
        return client.get()
      },
      signedUrl: async (request) => signUrl(fileOf(client, bucket, request.key), request),
      close: () => client.close(),
    }),
  }
  return only === undefined ? source : { ...source, only }
}

/** Google's client behind a client of `context.use`. @throws RoveError when it is not on Cloud Storage */
export function native(client: object): Storage {
  return nativeOf<Storage>(client, service)
}

function makeClient(): Storage {
  const storage = new Storage({
    timeout: silence,
    retryOptions: {
      autoRetry: false,
      idempotencyStrategy: IdempotencyStrategy.RetryNever,
      // Uploads in chunks would call an error that could be repeated another, which does not tell what it was.
      retryableErrorFn: () => false,
    },
  })
  // Uploads in chunks do not ask for the client's timeout.
  storage.interceptors.push({ request: (options) => ({ ...options, timeout: silence }) as never })
  return storage
}

function readerOf(client: ServiceClient<Storage>, bucket: string): Pick<BucketDriver, 'get' | 'head' | 'list'> {
  return {
    async get(key) {
      checkName(key)
      return orNone(() => readObject({ storage: client.get(), bucket, key, silence }))
    },
    async head(key) {
      const file = fileOf(client, bucket, key)
      return orNone(async () => toStored(key, (await file.getMetadata())[0]))
    },
    async list({ prefix, limit: maxResults, cursor }) {
      checkToken(prefix)
      const from = cursor === undefined ? {} : { pageToken: cursor }
      const query = { prefix, maxResults, autoPaginate: false, ...from }
      const [files, next] = await client.get().bucket(bucket).getFiles(query)
      const items = files.map(({ name, metadata }) => {
        const { key, size, etag, modifiedAt } = toStored(name, metadata)
        return { key, size, etag, modifiedAt }
      })
      return { items, cursor: (next as { pageToken?: string } | null)?.pageToken }
    },
  }
}

function writerOf(client: ServiceClient<Storage>, bucket: string): Pick<BucketDriver, 'put' | 'delete'> {
  return {
    async put({ key, body, size, contentType, metadata, condition }) {
      const destination = {
        storage: client.get(),
        file: fileOf(client, bucket, key),
        metadata: { contentType, metadata: { ...metadata } },
        ifGenerationMatch: toGeneration(condition),
      }
      return { etag: await upload(destination, body, size) }
    },
    async delete(key) {
      const file = fileOf(client, bucket, key)
      await orNone(() => file.delete())
    },
  }
}

function fileOf(client: ServiceClient<Storage>, bucket: string, key: string): File {
  checkName(key)
  return client.get().bucket(bucket).file(key)
}

/**
 * Refuses what Google refuses: https://cloud.google.com/storage/docs/objects#naming. `.` and `..` must not even be asked
 * for: in the URL that the client makes they lead to the bucket, which a deletion would delete.
 */
function checkName(key: string): void {
  checkToken(key)
  if (!/^\.{1,2}$|^\.well-known\/acme-challenge\//.test(key)) return
  const message = `${JSON.stringify(key)} cannot be a key: Cloud Storage does not take it.`
  throw new RoveError('InvalidArgument', message, { provider: service })
}

// Source: https://github.com/googleapis/nodejs-projectify
function checkToken(text: string): void {
  if (!text.includes('{{projectId}}')) return
  const message = "A key cannot have {{projectId}}: Google's client replaces it."
  throw new RoveError('InvalidArgument', message, { provider: service })
}

// Source: https://cloud.google.com/storage/docs/request-preconditions
function toGeneration(condition: Parameters<BucketDriver['put']>[0]['condition']): string | undefined {
  if (condition === undefined) return undefined
  if ('absent' in condition) return '0'
  if (/^[1-9]\d{0,18}$/.test(condition.etag)) return condition.etag
  const message = `No object has the etag ${JSON.stringify(condition.etag)}.`
  throw new RoveError('FailedPrecondition', message, { provider: service })
}

function toStored(key: string, found: FileMetadata): StoredObject {
  const metadata = Object.entries(found.metadata ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)])
  return {
    key,
    size: Number(found.size),
    etag: String(found.generation),
    contentType: found.contentType,
    metadata: Object.fromEntries(metadata),
    modifiedAt: found.updated === undefined ? undefined : Date.parse(found.updated),
  }
}

/** Signs a URL, on this machine or through IAM. */
async function signUrl(file: File, { key, method, expiresIn, contentType }: SigningRequest): Promise<SignedUrl> {
  if (/(^|\/)\.{1,2}(\/|$)/.test(key)) {
    const message = `${JSON.stringify(key)} cannot be signed for: URLs with dots between slashes lead elsewhere.`
    throw new RoveError('InvalidArgument', message, { provider: service })
  }
  const headers = method === 'PUT' && contentType !== undefined ? { 'content-type': contentType } : {}
  const now = Date.now()
  const [url] = await file.getSignedUrl({
    version: 'v4',
    action: method === 'PUT' ? 'write' : 'read',
    accessibleAt: now,
    expires: now + expiresIn * 1000,
    ...('content-type' in headers ? { contentType: headers['content-type'] } : {}),
  })
  return { url, headers }
}

/** What the client says of signing, and of uploads that it was allowed to repeat, has no code. */
function codeOf(error: unknown): ErrorCode {
  const code = errorCode(error)
  if (code !== 'Unknown' || !(error instanceof Error)) return code
  if (error.name === 'SigningError') return 'PermissionDenied'
  const [, status] = /^Retry (?:total time )?limit exceeded - status: (\d{3})\b/.exec(error.message) ?? []
  return status === undefined ? code : errorCode({ code: Number(status) })
}

/** A missing bucket is an error. Source: https://cloud.google.com/storage/docs/json_api/v1/status-codes */
async function orNone<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask()
  } catch (error) {
    if (errorCode(error) === 'NotFound' && !/bucket does not exist/i.test(String(error))) return undefined
    throw error
  }
}
