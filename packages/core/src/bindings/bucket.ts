import type { Duration } from '../duration.ts'

/** What is known of an object. */
export interface ObjectInfo {
  readonly key: string
  /** Bytes. */
  readonly size: number
  /** Changes with the content, at some services with every write (`bucket.etag`); opaque. For `ifMatch`. */
  readonly etag: string
  readonly contentType: string
  readonly metadata: Readonly<Record<string, string>>
  readonly modifiedAt: Date | undefined
}

/** An object with its content, which can be read once. */
export interface StoredContent extends ObjectInfo {
  /** It fails when the object cannot be read to its end. */
  readonly body: AsyncIterable<Uint8Array>
  bytes(): Promise<Uint8Array>
  /** The content as UTF-8. */
  text(): Promise<string>
}

/** An object in a listing. */
export type ListedObject = Pick<ObjectInfo, 'key' | 'size' | 'etag' | 'modifiedAt'>

/** A page of objects, in the order of their keys. */
export interface ObjectPage {
  readonly objects: readonly ListedObject[]
  /** For the next page; undefined at the end. */
  readonly cursor: string | undefined
}

/** How objects are listed. */
export interface ObjectListOptions {
  /** Default: all keys. */
  readonly prefix?: string
  /** From the page before. */
  readonly cursor?: string
  /** 1 to 1,000. Default: 100. */
  readonly limit?: number
}

/** How an object is written. */
export interface PutOptions {
  /** Default: `application/octet-stream`; `text/plain; charset=utf-8` for a text. */
  readonly contentType?: string
  /** Text of printable ASCII by names of lower-case letters, digits and hyphens: what every service keeps as it is. */
  readonly metadata?: Readonly<Record<string, string>>
  /** Only when there is no object. */
  readonly ifAbsent?: boolean
  /** Only when the object has still this etag. */
  readonly ifMatch?: string
  /** Bytes of a stream, where they are known: some services can send it on without keeping a part of it then. */
  readonly size?: number
}

/** What an object can be made of. */
export type ObjectBody = string | Uint8Array | AsyncIterable<Uint8Array> | ReadableStream<Uint8Array>

/** What a signed URL allows. */
export interface SignedUrlOptions {
  /** Default: GET. */
  readonly method?: 'GET' | 'PUT'
  /** Up to seven days. Default: 15 minutes. */
  readonly expiresIn?: Duration
  /** What a PUT must state as its content type. */
  readonly contentType?: string
}

/** A URL with which anyone can do one thing with one object for a while. */
export interface SignedUrl {
  readonly url: string
  readonly method: 'GET' | 'PUT'
  /** What the request must say; names in lower case. */
  readonly headers: Readonly<Record<string, string>>
}

/** Reads objects by key. */
export interface BucketReader {
  /** The object with its content, or undefined. */
  get(key: string): Promise<StoredContent | undefined>
  /** The object without its content, or undefined. */
  head(key: string): Promise<ObjectInfo | undefined>
  list(options?: ObjectListOptions): Promise<ObjectPage>
  /**
   * A URL with which anyone can read (or write) an object for a while.
   * @throws RoveError `Unimplemented` where the service has none (`bucket.signed-url`)
   */
  signedUrl(key: string, options?: SignedUrlOptions): Promise<SignedUrl>
}

/** Writes objects by key. */
export interface BucketWriter {
  /**
   * Writes an object. Nobody reads a part of it: it is there when all of it is.
   * @throws RoveError `AlreadyExists` when `ifAbsent` does not hold, `FailedPrecondition` when `ifMatch` does not
   */
  put(key: string, body: ObjectBody, options?: PutOptions): Promise<{ readonly etag: string }>
  /** Deletes an object; what is not there is deleted already. */
  delete(key: string): Promise<void>
}

/** Reads and writes objects by key. */
export interface BucketReadWriter extends BucketReader, BucketWriter {}
