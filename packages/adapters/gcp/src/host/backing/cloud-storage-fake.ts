import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { closeServer } from '@rove/core/host'
import { readAll } from './cloud-storage-bodies.ts'
import { Buckets, checkConditions, type ObjectFields } from './cloud-storage-buckets.ts'
import { Intake } from './cloud-storage-content.ts'
import { sendContent } from './cloud-storage-downloads.ts'
import { Refusal, refusal, sendJson, sendRefusal, sendXmlRefusal } from './cloud-storage-refusal.ts'
import { toBucketResource, toListing, toResource } from './cloud-storage-resources.ts'
import { checkSignature, isSigned, type Signers } from './cloud-storage-signatures.ts'
import { Uploads } from './cloud-storage-uploads.ts'

/** How the service is run. */
export interface CloudStorageOptions {
  /** Default: a free one. */
  readonly port?: number
  /** A folder in which a folder for contents is made, which goes when the service stops. Default: they are in memory. */
  readonly folder?: string
  /**
   * The service accounts whose signed URLs are good, with their public keys in PEM. Default: every account; of a signed
   * URL everything but the signature itself is checked then.
   */
  readonly signers?: Signers
}

/** A Cloud Storage of this machine, while it runs. */
export interface CloudStorage {
  /** `http://127.0.0.1:<port>`: what `STORAGE_EMULATOR_HOST` is to be for the client. */
  readonly url: string
  createBucket(name: string): void
  /** Refuses the next requests, as a service under load does: 429, 500 or 503. */
  refuseNext(status: number, count?: number): void
  stop(): Promise<void>
}

/**
 * Starts a service that speaks as much of Cloud Storage's JSON API as the client of Google uses (buckets; upload in one
 * request or many; reading, listing, deleting; preconditions), and serves signed URLs as the XML API does. On loopback only,
 * for one process: what was stored is gone when it stops. Who calls it is not checked.
 * Source: https://cloud.google.com/storage/docs/json_api/v1
 */
export async function startCloudStorage(options: CloudStorageOptions = {}): Promise<CloudStorage> {
  const { port = 0, signers = {} } = options
  let folder: string | undefined
  if (options.folder !== undefined) {
    mkdirSync(options.folder, { recursive: true })
    folder = mkdtempSync(join(options.folder, 'cloud-storage-'))
  }
  let url = ''
  const service = new Service({ url: () => url, folder, signers })
  const server = createServer((incoming, outgoing) => void service.answer(incoming, outgoing))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    createBucket: (name) => service.buckets.create(name),
    refuseNext: (status, count = 1) => service.refuseNext(status, count),
    async stop() {
      await closeServer(server)
      service.clear()
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** One request to the JSON API. */
interface Call {
  readonly incoming: IncomingMessage
  readonly outgoing: ServerResponse
  readonly query: URLSearchParams
}

class Service {
  readonly buckets = new Buckets()
  readonly #uploads: Uploads
  readonly #at: { readonly url: () => string; readonly folder: string | undefined; readonly signers: Signers }
  #refusals: number[] = []

  constructor(at: { readonly url: () => string; readonly folder: string | undefined; readonly signers: Signers }) {
    this.#at = at
    this.#uploads = new Uploads(this.buckets, at)
  }

  refuseNext(status: number, count: number): void {
    this.#refusals.push(...Array.from({ length: count }, () => status))
  }

  clear(): void {
    this.#uploads.clear()
    this.buckets.clear()
  }

  async answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const address = new URL(`http://127.0.0.1${incoming.url}`)
    const path = (incoming.url ?? '').split('?')[0] ?? ''
    const isJson = /^\/((upload|download)\/)?(storage\/v1\/)?b(\/|$)/.test(path)
    try {
      const status = this.#refusals.shift()
      if (status !== undefined) throw refusal(status, 'The service is asked for too much.')
      const call = { incoming, outgoing, query: address.searchParams }
      if (isJson) await this.#json(call, path)
      else await this.#xml(call, path, address)
    } catch (error) {
      // The rest of a body that nobody reads would hold up the connection.
      incoming.resume()
      if (outgoing.headersSent || (incoming.destroyed && !incoming.complete)) outgoing.destroy()
      else (isJson ? sendRefusal : sendXmlRefusal)(outgoing, asRefusal(error))
    }
  }

  async #json(call: Call, path: string): Promise<void> {
    // With STORAGE_EMULATOR_HOST the client leaves out `/storage/v1`, but for uploads.
    const [kind, rest = ''] = splitPath(path)
    const [, bucket, , name] = /^(?:\/([^/]+)(\/o(?:\/(.+))?)?)?$/.exec(rest) ?? [undefined, '?', undefined, undefined]
    const isObjects = /^\/[^/]+\/o(\/|$)/.test(rest)
    if (bucket === '?') throw refusal(404, 'Not Found')
    if (kind === 'upload' && bucket !== undefined) {
      return this.#uploads.handle({ ...call, bucket: decodeURIComponent(bucket) })
    }
    if (bucket === undefined) return this.#bucketList(call)
    if (!isObjects) return this.#bucket(call, decodeURIComponent(bucket))
    if (name === undefined) return this.#list(call, decodeURIComponent(bucket))
    return this.#object(call, { bucket: decodeURIComponent(bucket), name: decodeURIComponent(name) })
  }

  /** Source: https://cloud.google.com/storage/docs/json_api/v1/buckets/insert */
  async #bucketList({ incoming, outgoing }: Call): Promise<void> {
    if (incoming.method !== 'POST') throw refusal(405, 'Method Not Allowed')
    const { name } = JSON.parse((await readAll(incoming)).toString()) as { name: string }
    this.buckets.create(name)
    sendJson(outgoing, 200, toBucketResource(name, this.#at.url()))
  }

  #bucket({ incoming, outgoing }: Call, bucket: string): void {
    this.buckets.of(bucket)
    if (incoming.method === 'DELETE') {
      this.buckets.remove(bucket)
      outgoing.writeHead(204).end()
    } else if (incoming.method === 'GET') sendJson(outgoing, 200, toBucketResource(bucket, this.#at.url()))
    else throw refusal(405, 'Method Not Allowed')
  }

  #list({ incoming, outgoing, query }: Call, bucket: string): void {
    if (incoming.method !== 'GET') throw refusal(405, 'Method Not Allowed')
    sendJson(outgoing, 200, toListing(this.buckets.of(bucket).values(), query, this.#at.url()))
  }

  async #object(call: Call, { bucket, name }: { bucket: string; name: string }): Promise<void> {
    const { incoming, outgoing, query } = call
    const change = incoming.method === 'PATCH' ? await readAll(incoming) : undefined
    const object = this.buckets.find(bucket, name, query)
    if (incoming.method === 'DELETE') {
      this.buckets.delete(object, query)
      outgoing.writeHead(204).end()
    } else if (change !== undefined) {
      const patched = this.buckets.patch(object, JSON.parse(change.toString()) as ObjectFields, query)
      sendJson(outgoing, 200, toResource(patched, this.#at.url()))
    } else if (incoming.method === 'GET') {
      checkConditions(query, object, true)
      if (query.get('alt') === 'media') await sendContent(incoming, outgoing, object, 'json')
      else sendJson(outgoing, 200, toResource(object, this.#at.url()))
    } else throw refusal(405, 'Method Not Allowed')
  }

  /** Reading by URL, and signed URLs. Source: https://cloud.google.com/storage/docs/xml-api/overview */
  async #xml({ incoming, outgoing, query }: Call, path: string, address: URL): Promise<void> {
    const [, bucket, name] = /^\/([^/]+)\/(.+)$/.exec(path) ?? []
    if (bucket === undefined || name === undefined) throw new Refusal(400, 'InvalidURI', 'Could not parse the URI.')
    // Like the JSON API it takes any caller's word, but a URL that is signed must be signed well.
    if (isSigned(address)) checkSignature(incoming, address, this.#at.signers)
    const at = { bucket: decodeURIComponent(bucket), name: decodeURIComponent(name) }
    if (incoming.method === 'PUT') {
      this.buckets.of(at.bucket)
      const intake = new Intake(this.#at.folder)
      for await (const piece of incoming) await intake.add(piece as Buffer)
      const fields = { contentType: incoming.headers['content-type'], metadata: metadataOf(incoming) }
      this.buckets.put(at, { fields, content: await intake.end() }, query)
      outgoing.writeHead(200, { 'content-length': 0 }).end()
    } else if (incoming.method === 'GET' || incoming.method === 'HEAD') {
      await sendContent(incoming, outgoing, this.buckets.find(at.bucket, at.name, query), 'xml')
    } else throw new Refusal(405, 'MethodNotAllowed', 'The method is not allowed.')
  }
}

function splitPath(path: string): readonly [kind: string | undefined, rest: string | undefined] {
  const [, kind, rest] = /^\/(?:(upload|download)\/)?(?:storage\/v1\/)?b(\/.*)?$/.exec(path) ?? []
  return [kind, rest?.replace(/\/$/, '')]
}

function metadataOf({ headers }: IncomingMessage): Record<string, string> {
  const own = Object.entries(headers).filter(([name]) => name.startsWith('x-goog-meta-'))
  return Object.fromEntries(own.map(([name, value]) => [name.slice('x-goog-meta-'.length), String(value)]))
}

function asRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error
  if (error instanceof SyntaxError) return refusal(400, 'Parse Error')
  return refusal(500, error instanceof Error ? error.message : String(error))
}
