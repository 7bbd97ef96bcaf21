import type { BucketDriver } from '@rove/core/adapter'
import { gather, leniently, seen, stream, untilEmpty, written } from './bucket-changes.ts'
import type { DriverDefect } from './driver-defect.ts'
import { failed } from './memory-service.ts'

/** Mistakes that drivers of buckets make. */
export const bucketDefects: ReadonlyArray<DriverDefect<BucketDriver>> = [
  {
    name: 'loses every condition',
    change: (driver) => ({ ...driver, put: (object) => driver.put({ ...object, condition: undefined }) }),
    caughtBy: ['bucket.absent.kept', 'bucket.absent.race', 'bucket.match.kept', 'bucket.match.race'],
  },
  {
    name: 'loses the condition of a stream',
    change: (driver) => ({
      ...driver,
      put: (object) => driver.put(object.body instanceof Uint8Array ? object : { ...object, condition: undefined }),
    }),
    caughtBy: ['bucket.absent.stream', 'bucket.match.stream'],
  },
  {
    name: 'writes what came before a stream broke',
    change: stream(leniently),
    caughtBy: ['bucket.put.broken', 'bucket.put.broken-sized', 'bucket.put.broken-over'],
  },
  { name: 'ends a stream at an empty piece', change: stream(untilEmpty), caughtBy: ['bucket.content.empty-pieces'] },
  {
    name: 'writes the buffer of a view',
    change: written((body) => (body instanceof Uint8Array ? new Uint8Array(body.buffer) : body)),
    caughtBy: ['bucket.content.view'],
  },
  {
    name: 'writes bytes as text',
    change: written((body) =>
      body instanceof Uint8Array ? new TextEncoder().encode(Buffer.from(body).toString()) : body,
    ),
    caughtBy: ['bucket.content.bytes'],
  },
  {
    name: 'shows an object before all of it is there',
    change: (driver) => ({
      ...driver,
      async put(object) {
        if (!(object.body instanceof Uint8Array)) await driver.put({ ...object, body: new Uint8Array(1) })
        return driver.put(object)
      },
    }),
    caughtBy: ['bucket.put.unseen', 'bucket.put.broken', 'bucket.put.broken-over'],
  },
  {
    name: 'gives an object at once',
    change: (driver) => ({
      ...driver,
      async get(key) {
        const found = await driver.get(key)
        return (
          found && {
            ...found,
            body: (async function* () {
              yield await gather(found.body)
            })(),
          }
        )
      },
    }),
    caughtBy: ['bucket.content.pieces'],
  },
  {
    name: 'leaves out the end of large objects',
    change: (driver) => ({
      ...driver,
      async get(key) {
        const found = await driver.get(key)
        return (
          found && {
            ...found,
            body: (async function* () {
              yield (await gather(found.body)).subarray(0, 5_242_880)
            })(),
          }
        )
      },
    }),
    caughtBy: ['bucket.content.large', 'bucket.content.large-bytes', 'bucket.content.part-size'],
  },
  {
    name: 'holds a connection for whom broke off reading',
    change: (driver) => {
      let free = 50
      return {
        ...driver,
        async get(key) {
          if (free === 0) throw failed('Unavailable', 'no connection is free')
          free -= 1
          const found = await driver.get(key)
          if (!found) return undefined
          return {
            ...found,
            body: (async function* () {
              yield* found.body
              free += 1
            })(),
          }
        },
      }
    },
    caughtBy: ['bucket.content.broken-off'],
  },
  {
    name: 'gives etags with quotation marks',
    change: seen(({ etag }) => ({ etag: `"${etag}"` })),
    caughtBy: ['bucket.head.agrees', 'bucket.match.read'],
  },
  {
    name: 'drops the parameters of a content type',
    change: seen(({ contentType }) => ({ contentType: contentType?.split(';')[0] })),
    caughtBy: ['bucket.type.kept', 'bucket.type.default'],
  },
  {
    name: 'keeps no metadata',
    change: seen(() => ({ metadata: {} })),
    caughtBy: ['bucket.metadata.kept', 'bucket.metadata.stream', 'bucket.metadata.limit'],
  },
  {
    name: 'writes hyphens in names of metadata as underscores',
    change: seen(({ metadata }) => ({
      metadata: Object.fromEntries(Object.entries(metadata).map(([name, value]) => [name.replaceAll('-', '_'), value])),
    })),
    caughtBy: ['bucket.metadata.kept', 'bucket.metadata.stream'],
  },
  {
    name: 'throws for what is not there',
    change: (driver) => ({
      ...driver,
      async head(key) {
        return (await driver.head(key)) ?? Promise.reject(failed('NotFound'))
      },
    }),
    caughtBy: ['bucket.get.missing', 'bucket.delete.gone'],
  },
  {
    name: 'throws when nothing is there to delete',
    change: (driver) => ({
      ...driver,
      async delete(key) {
        if (!(await driver.head(key))) throw failed('NotFound')
        return driver.delete(key)
      },
    }),
    caughtBy: ['bucket.delete.missing'],
  },
  {
    name: 'takes a folder for an object',
    change: (driver) => ({
      ...driver,
      async head(key) {
        const inside = await driver.list({ prefix: `${key}/`, limit: 1, cursor: undefined })
        const found = await driver.head(key)
        if (found || !inside.items[0]) return found
        return { ...inside.items[0], key, contentType: undefined, metadata: {} }
      },
    }),
    caughtBy: ['bucket.get.folder'],
  },
  {
    name: 'lists out of order',
    change: (driver) => ({
      ...driver,
      async list(query) {
        const page = await driver.list(query)
        return { ...page, items: page.items.toReversed() }
      },
    }),
    caughtBy: ['bucket.list.order', 'bucket.list.all'],
  },
  {
    name: 'lists folders instead of what is in them',
    change: (driver) => ({
      ...driver,
      async list(query) {
        const page = await driver.list(query)
        return { ...page, items: page.items.filter(({ key }) => !key.slice(query.prefix.length).includes('/')) }
      },
    }),
    caughtBy: ['bucket.list.prefix', 'bucket.delete.gone'],
  },
  {
    name: 'signs URLs of keys that are not encoded',
    change: (driver) => ({
      ...driver,
      signedUrl: async (request) => {
        const { url, headers } = await driver.signedUrl(request)
        return { url: url.replaceAll('%25', '%').replaceAll('%3F', '?'), headers }
      },
    }),
    caughtBy: ['bucket.url.key'],
  },
  {
    name: 'signs every URL for reading',
    change: (driver) => ({ ...driver, signedUrl: (request) => driver.signedUrl({ ...request, method: 'GET' }) }),
    caughtBy: ['bucket.url.put', 'bucket.url.put-type'],
  },
  {
    name: 'resolves dots',
    change: (driver) => {
      const resolved = (key: string): string => key.replaceAll('/./', '/').replaceAll('/../', '/')
      return {
        ...driver,
        put: (one) => driver.put({ ...one, key: resolved(one.key) }),
        get: (key) => driver.get(resolved(key)),
      }
    },
    caughtBy: ['bucket.key.dots'],
  },
]
