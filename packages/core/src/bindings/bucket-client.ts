import type { BucketDriver, StoredObject } from '../adapter/driver.ts'
import { toMilliseconds } from '../duration.ts'
import { RoveError } from '../errors.ts'
import type { ClientScope } from './access.ts'
import type {
  BucketReadWriter,
  ObjectBody,
  ObjectInfo,
  ObjectListOptions,
  ObjectPage,
  PutOptions,
  SignedUrl,
  SignedUrlOptions,
  StoredContent,
} from './bucket.ts'
import { byteLength, checkKey } from './check-key.ts'
import { asExisting } from './existing.ts'
import { type Operation, operate, wrap } from './operate.ts'
import { toLimit } from './page-limit.ts'

const longestUrl = 7 * 24 * 3600

/** The one client of buckets: what every driver has in common. */
export class BucketClient implements BucketReadWriter {
  readonly #name: string
  readonly #driver: BucketDriver
  readonly #scope: ClientScope

  /** @param name the bucket's logical name, for errors */
  constructor(name: string, driver: BucketDriver, scope: ClientScope) {
    this.#name = name
    this.#driver = driver
    this.#scope = scope
  }

  async get(key: string): Promise<StoredContent | undefined> {
    const operation = this.#operation('get', true, key)
    const found = await operate(operation, () => this.#driver.get(key))
    return found && withContent(operation, toInfo(found), found.body)
  }

  async head(key: string): Promise<ObjectInfo | undefined> {
    const found = await operate(this.#operation('head', true, key), () => this.#driver.head(key))
    return found && toInfo(found)
  }

  async list(options: ObjectListOptions = {}): Promise<ObjectPage> {
    const { prefix = '', cursor } = options
    const operation = this.#operation('list', true, prefix === '' ? undefined : prefix)
    const limit = toLimit(operation.name, options.limit)
    const page = await operate(operation, () => this.#driver.list({ prefix, cursor, limit }))
    const objects = page.items.map(({ modifiedAt, ...item }) => ({ ...item, modifiedAt: toDate(modifiedAt) }))
    return { objects, cursor: page.cursor }
  }

  async signedUrl(key: string, options: SignedUrlOptions = {}): Promise<SignedUrl> {
    const operation = this.#operation('signedUrl', true, key)
    const { method = 'GET', contentType } = options
    const expiresIn = Math.floor(toMilliseconds(options.expiresIn ?? '15m') / 1000)
    if (expiresIn < 1 || expiresIn > longestUrl) {
      throw new RoveError('InvalidArgument', `${operation.name}: a URL lasts from one second to seven days.`)
    }
    const { url, headers } = await operate(operation, () =>
      this.#driver.signedUrl({ key, method, expiresIn, contentType }),
    )
    return { url, method, headers }
  }

  async put(key: string, body: ObjectBody, options: PutOptions = {}): Promise<{ readonly etag: string }> {
    const content = toContent(body)
    const condition = toCondition(options)
    // A stream can be read once, so what was begun with it cannot be begun again.
    const operation = this.#operation('put', content instanceof Uint8Array && condition === undefined, key)
    const size = content instanceof Uint8Array ? content.byteLength : options.size
    const { limits, service } = this.#driver
    if (size !== undefined && size > limits.object) {
      throw tooLarge(operation.name, key, `${size} bytes; an object of ${service} has at most ${limits.object}`)
    }
    const metadata = checkMetadata(operation.name, options.metadata ?? {}, { bytes: limits.metadata, service })
    const contentType =
      options.contentType ?? (typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/octet-stream')
    try {
      const call = () => this.#driver.put({ key, body: content, size, contentType, metadata, condition })
      return await (content instanceof Uint8Array ? operate(operation, call) : once(operation, call))
    } catch (error) {
      throw options.ifAbsent ? asExisting(error, `an object ${JSON.stringify(key)}`) : error
    }
  }

  async delete(key: string): Promise<void> {
    await operate(this.#operation('delete', true, key), () => this.#driver.delete(key))
  }

  #operation(what: string, repeatable: boolean, key: string | undefined): Operation {
    const { service, limits } = this.#driver
    const name = `bucket.${what} ${this.#name}`
    if (key !== undefined) checkKey(name, key, { bytes: limits.key, service })
    return { name, driver: this.#driver, repeatable, signal: this.#scope.signal }
  }
}

async function once<T>(operation: Operation, call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (error) {
    throw wrap(operation, error)
  }
}

function toInfo({ modifiedAt, contentType, ...rest }: StoredObject): ObjectInfo {
  const { key, size, etag, metadata } = rest
  return {
    key,
    size,
    etag,
    metadata,
    contentType: contentType ?? 'application/octet-stream',
    modifiedAt: toDate(modifiedAt),
  }
}

function withContent(operation: Operation, info: ObjectInfo, source: AsyncIterable<Uint8Array>): StoredContent {
  const body = guarded(operation, info.size, source)
  const bytes = async (): Promise<Uint8Array> => {
    const whole = new Uint8Array(info.size)
    let at = 0
    for await (const piece of body) {
      whole.set(piece, at)
      at += piece.byteLength
    }
    return whole
  }
  return { ...info, body, bytes, text: async () => new TextDecoder().decode(await bytes()) }
}

/** The content, which fails when it is shorter or longer than it should be, or breaks. */
async function* guarded(
  operation: Operation,
  size: number,
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  let read = 0
  try {
    for await (const piece of source) {
      read += piece.byteLength
      if (read > size) break
      yield piece
    }
  } catch (error) {
    throw wrap(operation, error)
  }
  if (read === size) return
  throw new RoveError('Unavailable', `${operation.name}: the content ended after ${read} of ${size} bytes.`, {
    provider: operation.driver.service,
    operation: operation.name,
  })
}

function toContent(body: ObjectBody): Uint8Array | AsyncIterable<Uint8Array> {
  if (typeof body === 'string') return new TextEncoder().encode(body)
  if (body instanceof Uint8Array) return body
  return body as AsyncIterable<Uint8Array>
}

function toCondition({
  ifAbsent,
  ifMatch,
}: PutOptions): { readonly absent: true } | { readonly etag: string } | undefined {
  if (ifAbsent && ifMatch !== undefined) {
    throw new RoveError('InvalidArgument', 'bucket.put: ifAbsent and ifMatch exclude each other.')
  }
  if (ifAbsent) return { absent: true }
  return ifMatch === undefined ? undefined : { etag: ifMatch }
}

function checkMetadata(
  operation: string,
  metadata: Readonly<Record<string, string>>,
  limit: { readonly bytes: number; readonly service: string },
): Readonly<Record<string, string>> {
  let size = 0
  for (const [name, value] of Object.entries(metadata)) {
    // Azure takes only names that are C# identifiers; drivers write a hyphen in their own way.
    if (!/^[a-z][a-z0-9-]{0,62}$/.test(name) || !/^[\x20-\x7e]*$/.test(value) || value !== value.trim()) {
      throw new RoveError(
        'InvalidArgument',
        `${operation}: the metadata ${JSON.stringify(name)} is not portable: a name has lower-case letters, digits and hyphens, a value printable ASCII without spaces at its ends.`,
      )
    }
    size += byteLength(name) + byteLength(value)
  }
  if (size <= limit.bytes) return metadata
  throw new RoveError(
    'InvalidArgument',
    `${operation}: the metadata has ${size} bytes; ${limit.service} takes at most ${limit.bytes}.`,
  )
}

function tooLarge(operation: string, key: string, what: string): RoveError {
  return new RoveError('InvalidArgument', `${operation}: ${JSON.stringify(key)} has ${what}.`)
}

function toDate(time: number | undefined): Date | undefined {
  return time === undefined ? undefined : new Date(time)
}
