import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Description, readAll, readContentRange, readRelated } from './cloud-storage-bodies.ts'
import type { Buckets, KeptObject, ObjectFields } from './cloud-storage-buckets.ts'
import { type Content, Intake } from './cloud-storage-content.ts'
import { refusal, sendJson } from './cloud-storage-refusal.ts'
import { toResource } from './cloud-storage-resources.ts'

/** A request to upload, and where it goes. */
export interface UploadRequest {
  readonly incoming: IncomingMessage
  readonly outgoing: ServerResponse
  readonly bucket: string
  readonly query: URLSearchParams
}

/** An upload that was begun, and may end in another request. */
interface Session {
  readonly bucket: string
  readonly description: Description
  readonly query: URLSearchParams
  /** Bytes of the whole object, where they were said at the beginning. */
  readonly announced: number | undefined
  readonly intake: Intake
  done: KeptObject | undefined
}

/** Chunks but the last are multiples of it: https://cloud.google.com/storage/docs/performing-resumable-uploads#chunked-upload */
const unit = 262_144

/** What is written to a bucket through the JSON API. */
export class Uploads {
  readonly #buckets: Buckets
  readonly #sessions = new Map<string, Session>()
  readonly #url: () => string
  readonly #folder: string | undefined

  /** @param at the server's own address, and where contents are kept */
  constructor(buckets: Buckets, at: { readonly url: () => string; readonly folder: string | undefined }) {
    this.#buckets = buckets
    this.#url = at.url
    this.#folder = at.folder
  }

  /** Source: https://cloud.google.com/storage/docs/uploads-downloads#uploads */
  async handle(request: UploadRequest): Promise<void> {
    const { incoming, query, bucket } = request
    this.#buckets.of(bucket)
    const id = query.get('upload_id')
    if (id !== null) return this.#resume(request, id)
    const kind = query.get('uploadType')
    if (incoming.method !== 'POST') throw refusal(405, 'Method Not Allowed')
    if (kind === 'resumable') return this.#begin(request)
    if (kind === 'multipart') return this.#multipart(request)
    if (kind === 'media') return this.#media(request)
    throw refusal(400, `Invalid upload type: ${kind}`)
  }

  /** Ends uploads that nobody has ended. */
  clear(): void {
    for (const { intake, done } of this.#sessions.values()) if (done === undefined) intake.drop()
    this.#sessions.clear()
  }

  async #media(request: UploadRequest): Promise<void> {
    const { incoming } = request
    const intake = new Intake(this.#folder)
    await takeIn(incoming, intake)
    await this.#finish(request, { contentType: incoming.headers['content-type'] }, intake)
  }

  async #multipart(request: UploadRequest): Promise<void> {
    const { description, content } = readRelated(request.incoming, await readAll(request.incoming))
    const intake = new Intake(this.#folder)
    await intake.add(content)
    await this.#finish(request, description, intake)
  }

  async #finish(request: UploadRequest, description: Description, intake: Intake): Promise<void> {
    const { outgoing, bucket, query } = request
    const object = this.#keep({ bucket, query, description }, await intake.end(), request.incoming)
    sendJson(outgoing, 200, toResource(object, this.#url()))
  }

  /** Source: https://cloud.google.com/storage/docs/performing-resumable-uploads#initiate-session */
  async #begin({ incoming, outgoing, bucket, query }: UploadRequest): Promise<void> {
    const text = (await readAll(incoming)).toString()
    const { headers } = incoming
    const contentType = headers['x-upload-content-type']
    const stated = text === '' ? {} : (JSON.parse(text) as Description)
    const description = { ...(typeof contentType === 'string' ? { contentType } : {}), ...stated }
    nameOf(description, query)
    const length = headers['x-upload-content-length']
    const announced = typeof length === 'string' ? Number(length) : undefined
    const id = randomUUID()
    const intake = new Intake(this.#folder)
    this.#sessions.set(id, { bucket, description, query, announced, intake, done: undefined })
    const address = new URLSearchParams(query)
    address.set('upload_id', id)
    // As the client came here: it may have come through something else.
    const origin = headers.host === undefined ? this.#url() : `http://${headers.host}`
    const location = `${origin}/upload/storage/v1/b/${bucket}/o?${address}`
    outgoing.writeHead(200, { location, 'x-guploader-uploadid': id, 'content-length': 0 }).end()
  }

  async #resume(request: UploadRequest, id: string): Promise<void> {
    const { incoming, outgoing } = request
    const session = this.#sessions.get(id)
    if (session === undefined) throw refusal(404, `No such upload: ${id}`)
    if (incoming.method === 'DELETE') {
      // Source: https://cloud.google.com/storage/docs/performing-resumable-uploads#cancel-upload
      if (session.done === undefined) session.intake.drop()
      this.#sessions.delete(id)
      outgoing.writeHead(499, { 'content-length': 0 }).end()
      return
    }
    const total = await this.#takeChunk(session, incoming)
    if (session.done === undefined && total !== undefined && total === session.intake.size) {
      const content = await session.intake.end()
      try {
        session.done = this.#keep(session, content, incoming)
      } catch (error) {
        this.#sessions.delete(id)
        throw error
      }
    }
    if (session.done) sendJson(outgoing, 200, toResource(session.done, this.#url()))
    else sendIncomplete(outgoing, session.intake.size)
  }

  /** @returns the size of the whole object, once it is known */
  async #takeChunk({ intake, announced, done }: Session, incoming: IncomingMessage): Promise<number | undefined> {
    const { start, end, total } = readContentRange(incoming.headers['content-range'])
    const stated = total ?? (end === 'open' ? undefined : announced)
    if (announced !== undefined && total !== undefined && total !== announced) {
      throw refusal(400, `The upload was said to have ${announced} bytes, and now ${total}.`)
    }
    if (done !== undefined || start === undefined) {
      await readAll(incoming)
      return stated
    }
    if (start !== intake.size) throw refusal(400, `Invalid Content-Range: ${intake.size} bytes are here.`)
    await takeIn(incoming, intake)
    if (end === 'open') return total ?? intake.size
    if (end !== undefined && intake.size !== end + 1) throw refusal(400, 'The chunk has another size than it says.')
    if (intake.size !== stated && (intake.size - start) % unit !== 0) {
      throw refusal(400, 'A chunk that is not the last has a multiple of 256 KiB.')
    }
    return stated
  }

  #keep(to: Pick<Session, 'bucket' | 'query' | 'description'>, content: Content, incoming: IncomingMessage) {
    try {
      checkHashes(content, to.description, incoming.headers['x-goog-hash'])
      const { contentType, contentEncoding, cacheControl, contentDisposition, metadata } = to.description
      const fields = { contentType, contentEncoding, cacheControl, contentDisposition, metadata }
      checkMetadata(metadata)
      const name = nameOf(to.description, to.query)
      return this.#buckets.put({ bucket: to.bucket, name }, { fields, content }, to.query)
    } catch (error) {
      content.drop()
      throw error
    }
  }
}

function sendIncomplete(outgoing: ServerResponse, size: number): void {
  const range = size === 0 ? {} : { range: `bytes=0-${size - 1}` }
  outgoing.writeHead(308, { ...range, 'content-length': 0 }).end()
}

/** The object's name, in the query or in the description. Source: https://cloud.google.com/storage/docs/objects#naming */
function nameOf(description: Description, query: URLSearchParams): string {
  const name = query.get('name') ?? description.name ?? ''
  if (name === '') throw refusal(400, 'Required parameter: name')
  const size = Buffer.byteLength(name)
  if (size > 1024)
    throw refusal(400, `The maximum object length is 1024 characters, but got a name with ${size} characters.`)
  if (/^\.{1,2}$|[\r\n]|^\.well-known\/acme-challenge\//.test(name))
    throw refusal(400, `Disallowed unicode characters or name: ${JSON.stringify(name)}`)
  return name
}

// Source: https://cloud.google.com/storage/quotas#objects
function checkMetadata(metadata: ObjectFields['metadata'] = {}): void {
  const size = Object.entries(metadata).reduce((sum, pair) => sum + Buffer.byteLength(pair.join('')), 0)
  if (size > 8192) throw refusal(400, 'The metadata for object is larger than 8 KiB.')
}

/** Source: https://cloud.google.com/storage/docs/data-validation */
function checkHashes(content: Content, { crc32c, md5Hash }: Description, header: string | string[] | undefined): void {
  const stated = [`crc32c=${crc32c ?? ''}`, `md5=${md5Hash ?? ''}`, ...String(header ?? '').split(',')]
  for (const one of stated) {
    const [, kind, value] = /^\s*(crc32c|md5)=(.+)$/.exec(one) ?? []
    const found = kind === 'md5' ? content.md5 : content.crc32c
    if (kind === undefined || value === found) continue
    throw refusal(400, `Provided ${kind} hash "${value}" doesn't match calculated ${kind} hash "${found}".`)
  }
}

async function takeIn(incoming: IncomingMessage, intake: Intake): Promise<void> {
  for await (const piece of incoming) await intake.add(piece as Buffer)
}
