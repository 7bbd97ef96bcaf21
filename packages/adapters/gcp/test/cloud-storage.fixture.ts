import { generateKeyPairSync } from 'node:crypto'
import { IdempotencyStrategy, Storage } from '@google-cloud/storage'
import type { BucketDriver } from '@rove/core/adapter'
import { cloudStorage } from '../src/bindings/cloud-storage.ts'
import {
  type CloudStorage,
  type CloudStorageOptions,
  startCloudStorage,
} from '../src/host/backing/cloud-storage-fake.ts'

/** A service, and drivers of its buckets. */
export interface CloudStorageBench {
  readonly service: CloudStorage
  readonly client: Storage
  /** Makes a bucket and opens a driver of it. */
  open(bucket: string): BucketDriver
  /** Opens a driver with a client of its own. */
  reopen(bucket: string): BucketDriver
  stop(): Promise<void>
}

const account = 'tests@demo.iam.gserviceaccount.com'

/**
 * A client for a service at this address, whose URLs are signed with a key of its own.
 *
 * @param timeout milliseconds until an answer is there
 */
export function clientFor(apiEndpoint: string, signingKey?: string, timeout?: number): Storage {
  const credentials =
    signingKey === undefined ? {} : { credentials: { client_email: account, private_key: signingKey } }
  const storage = new Storage({
    ...(timeout === undefined ? {} : { timeout }),
    apiEndpoint,
    projectId: 'demo',
    retryOptions: {
      autoRetry: false,
      idempotencyStrategy: IdempotencyStrategy.RetryNever,
      retryableErrorFn: () => false,
    },
    ...credentials,
  })
  // As the driver's own client has it: uploads in chunks do not ask for the client's timeout.
  if (timeout !== undefined) storage.interceptors.push({ request: (options) => ({ ...options, timeout }) as never })
  return storage
}

/** Opens a driver on a client. */
export function openBucket(client: Storage, bucket: string): BucketDriver {
  return cloudStorage({ client }).open({ name: 'files', native: bucket, ordered: false, env: {} }) as BucketDriver
}

/** Starts a service that takes URLs signed with a key that is made now. */
export async function startBench(options: CloudStorageOptions = {}): Promise<CloudStorageBench> {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  const service = await startCloudStorage({ ...options, signers: { [account]: publicKey } })
  const client = clientFor(service.url, privateKey)
  return {
    service,
    client,
    open(bucket) {
      service.createBucket(bucket)
      return openBucket(client, bucket)
    },
    reopen: (bucket) => openBucket(clientFor(service.url, privateKey), bucket),
    stop: () => service.stop(),
  }
}
