import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ErrorCode } from '@rove/core'
import type { BucketDriver, Driver, DriverKind, KvDriver, StoredObject } from '@rove/core/adapter'
import type { DriverSubject, FaultySubject } from '../../src/drivers/subject.ts'
import { openMemoryBucket } from './memory-bucket.ts'
import { memoryKv } from './memory-kv.ts'
import type { Change } from './subjects.ts'
import { callWire, sendWire, serveWire, type Wire, WireError, wireCode } from './wire.ts'

const throttled = { status: 429 }
const errorCode = (error: unknown): ErrorCode => wireCode(error) as ErrorCode
/** What the drivers on a wire have in common. */
export const head: Driver = { service: 'memory', native: undefined, errorCode }

/** How a service of these is broken. */
export function faultsOf<Kind extends DriverKind>(
  wire: () => Promise<Wire>,
  openThrough: FaultySubject<Kind>['openThrough'],
): { readonly faults: FaultySubject<Kind>; close(): Promise<void> } {
  let endpoint = ''
  const started = wire()
  started.then((one) => {
    endpoint = one.endpoint
  })
  return { faults: { endpoint: () => endpoint, openThrough, throttled }, close: async () => (await started).close() }
}

/** A store in memory that is reached over HTTP; a change is of the driver. */
export function wireKvSubject(change: Change<KvDriver> = (one) => one): DriverSubject<'kv'> {
  const store = memoryKv()
  const methods = {
    get: store.get,
    getMany: store.getMany,
    list: store.list,
    set: (value: never, condition: never) => store.set(value, condition ?? undefined),
    delete: (key: never, condition: never) => store.delete(key, condition ?? undefined),
  }
  const driverAt = (endpoint: string): KvDriver => ({
    ...head,
    limits: store.limits,
    get: (key) => callWire(endpoint, 'get', [key]),
    getMany: (keys) => callWire(endpoint, 'getMany', [keys]),
    set: (value, condition) => callWire(endpoint, 'set', [value, condition]),
    delete: (key, condition) => callWire(endpoint, 'delete', [key, condition]),
    list: (query) => callWire(endpoint, 'list', [query]),
  })
  const wire = serveWire(methods, store.errorCode)
  return {
    name: 'memory on a wire',
    open: async () => driverAt((await wire).endpoint),
    ...faultsOf<'kv'>(
      () => wire,
      async (endpoint) => change(driverAt(endpoint)),
    ),
  }
}

/** A bucket in memory that is reached over HTTP; a change is of the driver. */
export function wireBucketSubject(change: Change<BucketDriver> = (one) => one): DriverSubject<'bucket'> {
  const memory = openMemoryBucket()
  const wire = memory.then(({ driver: { delete: remove, head: known, list, errorCode: codeOf, ...driver } }) =>
    serveWire({ head: known, list, delete: remove }, codeOf, (incoming, outgoing) =>
      serveObject({ ...driver, delete: remove, head: known, list, errorCode: codeOf }, incoming, outgoing),
    ),
  )
  const { faults, close } = faultsOf<'bucket'>(
    () => wire,
    async (endpoint) => change(bucketAt(endpoint)),
  )
  return {
    name: 'memory on a wire',
    open: async () => bucketAt((await wire).endpoint),
    faults,
    close: async () => {
      await close()
      await (await memory).close()
    },
  }
}

async function serveObject(driver: BucketDriver, incoming: IncomingMessage, outgoing: ServerResponse) {
  const { pathname, searchParams } = new URL(incoming.url ?? '', 'http://127.0.0.1')
  if (pathname !== '/object') return false
  const asked = JSON.parse(searchParams.get('asked') ?? '') as Parameters<BucketDriver['put']>[0]
  if (incoming.method === 'PUT') {
    const { etag } = await driver.put({ ...asked, body: incoming })
    outgoing.writeHead(200, { etag }).end()
    return true
  }
  const found = await driver.get(asked.key)
  if (found === undefined) outgoing.writeHead(404).end()
  else {
    const { body, ...known } = found
    outgoing.writeHead(200, { 'x-known': JSON.stringify(known), 'content-length': known.size })
    for await (const piece of body) outgoing.write(piece)
    outgoing.end()
  }
  return true
}

function bucketAt(endpoint: string): BucketDriver {
  const at = (asked: object): string => `/object?asked=${encodeURIComponent(JSON.stringify(asked))}`
  return {
    ...head,
    limits: { key: 512, object: 1_000_000_000, metadata: 2048 },
    async get(key) {
      const answer = await sendWire(endpoint, at({ key }), { method: 'GET' })
      if (answer.statusCode === 404) return undefined
      return { ...(JSON.parse(String(answer.headers['x-known'])) as StoredObject), body: answer }
    },
    head: (key) => callWire(endpoint, 'head', [key]),
    async put({ body, ...asked }) {
      const answer = await sendWire(endpoint, at(asked), { method: 'PUT', body })
      answer.resume()
      if (answer.statusCode !== 200) throw new WireError('FailedPrecondition')
      return { etag: String(answer.headers.etag) }
    },
    delete: (key) => callWire(endpoint, 'delete', [key]),
    list: (query) => callWire(endpoint, 'list', [query]),
    signedUrl: async () => {
      throw new WireError('Unimplemented')
    },
  }
}
