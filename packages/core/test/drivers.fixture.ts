import type {
  BucketDriver,
  Driver,
  DriverKind,
  DriverSource,
  Drivers,
  KvDriver,
  OutgoingMessage,
  SecretDriver,
  SendDriver,
  SendResult,
  StoredObject,
  StoredValue,
} from '../src/adapter/index.ts'
import type { ErrorCode } from '../src/index.ts'

/** What a service of the tests fails with. */
export class ServiceError extends Error {
  readonly code: ErrorCode
  constructor(code: ErrorCode, message: string = code) {
    super(message)
    this.code = code
  }
}

const common = {
  service: 'memory',
  native: undefined,
  errorCode: (error: unknown): ErrorCode => (error instanceof ServiceError ? error.code : 'Unknown'),
} satisfies Driver

/** What the next calls do before they reach the service: fail, one error a call. */
export type Faults = Array<unknown>

function trip(faults: Faults): void {
  if (faults.length > 0) throw faults.shift()
}

export function memoryKv(faults: Faults = []): KvDriver & { readonly calls: string[] } {
  const values = new Map<string, StoredValue>()
  const calls: string[] = []
  let writes = 0
  const enter = (call: string): void => {
    calls.push(call)
    trip(faults)
  }
  const check = (key: string, condition: { absent?: true; version?: string } | undefined): void => {
    const found = values.get(key)
    const live = found && (found.expiresAt ?? Number.POSITIVE_INFINITY) > Date.now() ? found : undefined
    if ((condition?.absent && live) || (condition?.version !== undefined && condition.version !== live?.version)) {
      throw new ServiceError('FailedPrecondition')
    }
  }
  return {
    ...common,
    calls,
    limits: { key: 64, value: 1000 },
    get: async (key) => {
      enter(`get ${key}`)
      return values.get(key)
    },
    getMany: async (keys) => {
      enter(`getMany ${keys.length}`)
      return keys.flatMap((key) => values.get(key) ?? []).reverse()
    },
    set: async (value, condition) => {
      enter(`set ${value.key}`)
      check(value.key, condition)
      writes += 1
      values.set(value.key, { ...value, version: `v${writes}` })
      return { version: `v${writes}` }
    },
    delete: async (key, condition) => {
      enter(`delete ${key}`)
      check(key, condition)
      values.delete(key)
    },
    list: async ({ prefix, limit, cursor }) => {
      enter('list')
      const keys = [...values.keys()].filter((key) => key.startsWith(prefix) && key > (cursor ?? '')).sort()
      const page = keys.slice(0, limit)
      return {
        items: page.map((key) => values.get(key) as StoredValue),
        cursor: keys.length > limit ? page.at(-1) : undefined,
      }
    },
  }
}

export function memoryBucket(
  faults: Faults = [],
): BucketDriver & { readonly objects: Map<string, StoredObject & { content: Uint8Array }> } {
  const objects = new Map<string, StoredObject & { content: Uint8Array }>()
  let writes = 0
  return {
    ...common,
    objects,
    limits: { key: 64, object: 1000, metadata: 50 },
    get: async (key) => {
      trip(faults)
      const found = objects.get(key)
      return found && { ...found, body: inPieces(found.content) }
    },
    head: async (key) => {
      trip(faults)
      return objects.get(key)
    },
    put: async ({ key, body, contentType, metadata, condition }) => {
      trip(faults)
      const found = objects.get(key)
      if (condition && ('absent' in condition ? found : found?.etag !== condition.etag))
        throw new ServiceError('FailedPrecondition')
      const pieces: Uint8Array[] = []
      if (body instanceof Uint8Array) pieces.push(body)
      else for await (const piece of body) pieces.push(piece)
      writes += 1
      const content = new Uint8Array(Buffer.concat(pieces))
      objects.set(key, {
        key,
        content,
        size: content.byteLength,
        etag: `e${writes}`,
        contentType,
        metadata,
        modifiedAt: 0,
      })
      return { etag: `e${writes}` }
    },
    delete: async (key) => {
      trip(faults)
      objects.delete(key)
    },
    list: async ({ prefix }) => ({
      items: [...objects.values()].filter(({ key }) => key.startsWith(prefix)),
      cursor: undefined,
    }),
    signedUrl: async ({ key, method, expiresIn }) => ({
      url: `memory:${method}:${key}:${expiresIn}`,
      headers: { a: 'b' },
    }),
  }
}

async function* inPieces(content: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < content.byteLength; at += 3) yield content.subarray(at, at + 3)
}

export function memorySender(faults: Faults = []): SendDriver & { readonly batches: OutgoingMessage[][] } {
  const batches: OutgoingMessage[][] = []
  return {
    ...common,
    batches,
    limits: { message: 2000, batchBytes: 3000, batchItems: 10, delay: 900 },
    send: async (messages): Promise<SendResult[]> => {
      trip(faults)
      batches.push([...messages])
      return messages.map((message, index) =>
        message.text.includes('unlucky')
          ? { error: new ServiceError('Unavailable', 'no room') }
          : { id: String(index) },
      )
    },
  }
}

export function memorySecret(versions: Record<string, string>, faults: Faults = []): SecretDriver & { calls: number } {
  const driver = {
    ...common,
    calls: 0,
    get: async (version: string | undefined) => {
      driver.calls += 1
      trip(faults)
      const wanted = version ?? Object.keys(versions).at(-1) ?? ''
      const value = versions[wanted]
      return value === undefined ? undefined : { value, version: wanted }
    },
  }
  return driver
}

/** A source that gives one driver, and counts how often it was opened. */
export function sourceOf<Kind extends DriverKind>(
  kind: Kind,
  driver: Drivers[Kind],
  only?: readonly string[],
): DriverSource<Kind> & { opened: string[] } {
  const opened: string[] = []
  return {
    kind,
    service: 'memory',
    ...(only === undefined ? {} : { only }),
    opened,
    open: ({ native }) => {
      opened.push(native)
      return driver
    },
  }
}
