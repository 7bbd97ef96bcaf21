import type { ErrorCode } from '../errors.ts'

/**
 * What every driver behind a binding has. A driver is small: it makes one call to its service, throws the service's
 * own error untouched, never retries and never logs; the portable type does that once for all of them. A driver that can
 * tell of nothing but success or failure (a precondition that failed, say) throws too, and names it in `errorCode`.
 */
export interface Driver {
  /** The service, for errors and reports: `dynamodb`, `azure-tables`. */
  readonly service: string
  /** Classifies an error that this driver threw. */
  errorCode(error: unknown): ErrorCode
  /** The vendor's client, for what the portable type does not have. */
  readonly native: unknown
  /** Lets go of connections. Called once, when the process ends. */
  close?(): Promise<void>
}

/** A value as a driver keeps it. */
export interface StoredValue {
  readonly key: string
  /** JSON. */
  readonly text: string
  /** Changes with every write; opaque. */
  readonly version: string
  /** Epoch milliseconds; a driver may still return it for a while after, the portable type leaves it out then. */
  readonly expiresAt: number | undefined
}

/** What a write is conditional on. */
export type WriteCondition = { readonly absent: true } | { readonly version: string } | undefined

/** A page of a listing. */
export interface Page<T> {
  readonly items: readonly T[]
  /** Opaque; undefined at the end. */
  readonly cursor: string | undefined
}

/** A store of JSON values. Reads see every write that ended before them. */
export interface KvDriver extends Driver {
  /** Bytes of a key in UTF-8, and of a value's JSON. */
  readonly limits: { readonly key: number; readonly value: number }
  get(key: string): Promise<StoredValue | undefined>
  /** In any order; what is not there is left out. At most 100 keys, all different. */
  getMany(keys: readonly string[]): Promise<readonly StoredValue[]>
  /** `FailedPrecondition` when `condition` does not hold, for both kinds. An expired value counts as absent. */
  set(value: Omit<StoredValue, 'version'>, condition: WriteCondition): Promise<{ readonly version: string }>
  /** To delete what is not there is fine, unless a version is given: `FailedPrecondition` then. */
  delete(key: string, condition: { readonly version: string } | undefined): Promise<void>
  /** In the order of the keys' UTF-8 bytes. */
  list(query: {
    readonly prefix: string
    readonly limit: number
    readonly cursor: string | undefined
  }): Promise<Page<StoredValue>>
}

/** What is known of an object without its content. */
export interface StoredObject {
  readonly key: string
  /** Bytes. */
  readonly size: number
  /** Changes with the content, at some services with every write; opaque, without quotation marks. */
  readonly etag: string
  readonly contentType: string | undefined
  /** Names in lower case. */
  readonly metadata: Readonly<Record<string, string>>
  /** Epoch milliseconds. */
  readonly modifiedAt: number | undefined
}

/** What a signed URL allows, and for how long. */
export interface SigningRequest {
  readonly key: string
  readonly method: 'GET' | 'PUT'
  /** Seconds. */
  readonly expiresIn: number
  /** What a PUT must say it is. */
  readonly contentType: string | undefined
}

/** A signed URL as a driver makes it. */
export interface SignedUrl {
  readonly url: string
  /** What every request to it must say, beside what follows from the method; names in lower case. */
  readonly headers: Readonly<Record<string, string>>
}

/** A store of objects. Reads see every write that ended before them. */
export interface BucketDriver extends Driver {
  /** Bytes of a key in UTF-8, of an object, and of all metadata. */
  readonly limits: { readonly key: number; readonly object: number; readonly metadata: number }
  /** The content as a stream that fails when it cannot be read to its end. */
  get(key: string): Promise<(StoredObject & { readonly body: AsyncIterable<Uint8Array> }) | undefined>
  head(key: string): Promise<StoredObject | undefined>
  /**
   * Nothing can be read of the object before all of it is there; when the content fails, nothing was written.
   * `FailedPrecondition` when the condition does not hold.
   * @param size bytes, where they are known before
   */
  put(object: {
    readonly key: string
    readonly body: Uint8Array | AsyncIterable<Uint8Array>
    readonly size: number | undefined
    readonly contentType: string
    readonly metadata: Readonly<Record<string, string>>
    readonly condition: { readonly absent: true } | { readonly etag: string } | undefined
  }): Promise<{ readonly etag: string }>
  /** To delete what is not there is fine. */
  delete(key: string): Promise<void>
  /** In the order of the keys' UTF-8 bytes; without content types and metadata where the service leaves them out. */
  list(query: {
    readonly prefix: string
    readonly limit: number
    readonly cursor: string | undefined
  }): Promise<Page<Pick<StoredObject, 'key' | 'size' | 'etag' | 'modifiedAt'>>>
  /** `Unimplemented` where the service has none. */
  signedUrl(request: SigningRequest): Promise<SignedUrl>
}

/** A message on its way out. */
export interface OutgoingMessage {
  /** An envelope. */
  readonly text: string
  /** Seconds. */
  readonly delay: number | undefined
  readonly group: string | undefined
  /** A message with a key that was seen a short time ago is dropped, where the service does that. */
  readonly dedupeKey: string | undefined
}

/** What became of one item of a batch. */
export type SendResult = { readonly id: string } | { readonly error: unknown }

/** A queue or a topic to send to. */
export interface SendDriver extends Driver {
  readonly limits: {
    /** Bytes of one message as it is sent, and of a batch of them. */
    readonly message: number
    readonly batchBytes: number
    /** Messages of a batch. */
    readonly batchItems: number
    /** Seconds; 0 where messages cannot be delayed. */
    readonly delay: number
  }
  /** One result for each message, in order. Throws only when nothing of the batch was sent. */
  send(messages: readonly OutgoingMessage[]): Promise<readonly SendResult[]>
}

/** A version of a secret. */
export interface SecretValue {
  readonly value: string
  /** Opaque. */
  readonly version: string
}

/** A store of secrets. */
export interface SecretDriver extends Driver {
  /** @param version undefined for the current one */
  get(version: string | undefined): Promise<SecretValue | undefined>
}
