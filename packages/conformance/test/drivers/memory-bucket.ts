import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { BucketDriver, StoredObject } from '@rove/core/adapter'
import { pageOf } from './memory-kv.ts'
import { failed, memoryService } from './memory-service.ts'

type Kept = StoredObject & { readonly content: Uint8Array }

/** A bucket in memory, as the contract of drivers has it, with a server of signed URLs. */
export interface MemoryBucket {
  readonly driver: BucketDriver
  close(): Promise<void>
}

/** Opens a bucket; its server takes a free port of this machine. */
export async function openMemoryBucket(): Promise<MemoryBucket> {
  const objects = new Map<string, Kept>()
  const server = createServer((request, response) => void serve(driver, request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const driver = bucketOn(objects, port)
  return { driver, close: () => stop(server) }
}

function bucketOn(objects: Map<string, Kept>, port: number): BucketDriver {
  let writes = 0
  return {
    ...memoryService,
    limits: { key: 512, object: 1_000_000_000, metadata: 2048 },
    get: async (key) => {
      const found = objects.get(key)
      return found && { ...withoutContent(found), body: inPieces(found.content) }
    },
    head: async (key) => {
      const found = objects.get(key)
      return found && withoutContent(found)
    },
    async put({ key, body, contentType, metadata, condition }) {
      const content = body instanceof Uint8Array ? Uint8Array.from(body) : await gather(body)
      const found = objects.get(key)
      const holds = condition === undefined || ('absent' in condition ? !found : found?.etag === condition.etag)
      if (!holds) throw failed('FailedPrecondition')
      writes += 1
      const [etag, size, modifiedAt] = [`e${writes}`, content.byteLength, Date.now()]
      objects.set(key, { key, content, size, etag, contentType, metadata, modifiedAt })
      return { etag }
    },
    delete: async (key) => void objects.delete(key),
    async list(query) {
      const page = pageOf([...objects.keys()], query)
      const items = page.items.map((key) => objects.get(key) as Kept)
      return {
        items: items.map(({ key, size, etag, modifiedAt }) => ({ key, size, etag, modifiedAt })),
        cursor: page.cursor,
      }
    },
    signedUrl: async ({ key, method, contentType }) => ({
      url: `http://127.0.0.1:${port}/${encodeURIComponent(key)}?method=${method}`,
      headers: contentType === undefined ? {} : { 'content-type': contentType },
    }),
  }
}

function withoutContent({ content, ...rest }: Kept): StoredObject {
  return rest
}

async function* inPieces(content: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < content.byteLength; at += 65_536) yield content.subarray(at, at + 65_536)
}

async function gather(body: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  for await (const piece of body) pieces.push(piece)
  return new Uint8Array(Buffer.concat(pieces))
}

async function serve(driver: BucketDriver, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1')
  const key = decodeURIComponent(pathname.slice(1))
  if (searchParams.get('method') !== request.method) {
    response.writeHead(403).end()
  } else if (request.method === 'PUT') {
    const contentType = request.headers['content-type'] ?? 'application/octet-stream'
    await driver.put({ key, body: request, size: undefined, contentType, metadata: {}, condition: undefined })
    response.writeHead(201).end()
  } else {
    const found = await driver.get(key)
    if (found === undefined) response.writeHead(404).end()
    else response.writeHead(200, { 'content-type': found.contentType }).end(await gather(found.body))
  }
}

function stop(server: Server): Promise<void> {
  server.closeAllConnections()
  return new Promise((resolve) => server.close(() => resolve()))
}
