import { get as getPlain, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import { get as getSecure } from 'node:https'
import type { Storage } from '@google-cloud/storage'
import { RoveError } from '@rove/core'
import type { StoredObject } from '@rove/core/adapter'

/** Which object is read, and how. */
export interface ReadRequest {
  readonly storage: Storage
  readonly bucket: string
  readonly key: string
  /** Milliseconds without a byte, after which reading fails. */
  readonly silence: number
}

/** What Cloud Storage answered in place of an object. */
export class ReadError extends Error {
  /** The HTTP status. */
  readonly code: number

  constructor(code: number, message: string) {
    super(message)
    this.name = 'ReadError'
    this.code = code
  }
}

/**
 * Reads an object through the XML API: one answer has metadata and content of one generation, where the JSON API tells the
 * metadata in another answer. The client's own stream (`createReadStream`) is not used: when one reader breaks off it
 * destroys the connections of all others, which then wait without end, and it does not tell that a connection was cut.
 * Only the credentials are the client's. Content comes as it is stored: what was stored with gzip is not unpacked.
 * Sources: https://cloud.google.com/storage/docs/xml-api/get-object-download,
 * https://github.com/googleapis/google-cloud-node/blob/main/handwritten/storage/src/file.ts (`request.agent.destroy()`)
 */
export async function readObject(
  request: ReadRequest,
): Promise<StoredObject & { readonly body: AsyncIterable<Uint8Array> }> {
  const { storage, bucket, key } = request
  const response = await send(request, `${storage.apiEndpoint}/${bucket}/${encodeURIComponent(key)}`)
  if (response.statusCode !== 200) throw await toError(response)
  return { ...toStored(key, response.headers), body: checked(request, response) }
}

async function send({ storage, silence }: ReadRequest, url: string): Promise<IncomingMessage> {
  // Credentials do not go over connections that are not secure: an emulator's.
  const isSecure = url.startsWith('https:')
  const credentials = isSecure ? await storage.authClient.getRequestHeaders(url) : {}
  const headers = { ...Object.fromEntries(new Headers(credentials)), 'accept-encoding': 'gzip' }
  return new Promise((resolve, reject) => {
    const request = (isSecure ? getSecure : getPlain)(url, { headers, timeout: silence }, (response) => {
      // An error that comes before somebody reads is told to who reads then.
      response.on('error', () => undefined)
      request.on('timeout', () => response.destroy(tooSilent(silence)))
      resolve(response)
    })
    request.on('timeout', () => request.destroy(tooSilent(silence)))
    request.on('error', reject)
  })
}

function tooSilent(silence: number): RoveError {
  return new RoveError('DeadlineExceeded', `Cloud Storage said nothing for ${silence} milliseconds.`)
}

/** Source: https://cloud.google.com/storage/docs/xml-api/reference-headers */
function toStored(key: string, headers: IncomingHttpHeaders): StoredObject {
  const of = (name: string): string => String(headers[name] ?? '')
  const metadata = Object.entries(headers)
    .filter(([name]) => name.startsWith('x-goog-meta-'))
    .map(([name, value]) => [name.slice('x-goog-meta-'.length), String(value)])
  const modifiedAt = Date.parse(of('last-modified'))
  return {
    key,
    size: Number(headers['x-goog-stored-content-length'] ?? headers['content-length']),
    etag: of('x-goog-generation'),
    contentType: headers['content-type'],
    metadata: Object.fromEntries(metadata),
    modifiedAt: Number.isNaN(modifiedAt) ? undefined : modifiedAt,
  }
}

/** The content, which fails when it is not what was stored. Source: https://cloud.google.com/storage/docs/data-validation */
async function* checked({ storage, key }: ReadRequest, response: IncomingMessage): AsyncGenerator<Uint8Array> {
  const [, wanted] = /\bcrc32c=([^,\s]+)/.exec(String(response.headers['x-goog-hash'] ?? '')) ?? []
  const checksum = storage.crc32cGenerator()
  for await (const piece of response) {
    checksum.update(piece as Buffer)
    yield piece as Buffer
  }
  if (wanted === undefined || checksum.validate(wanted)) return
  const message = `What arrived of ${JSON.stringify(key)} has another CRC32C than what is stored.`
  throw Object.assign(new Error(message), { code: 'CONTENT_DOWNLOAD_MISMATCH' })
}

async function toError(response: IncomingMessage): Promise<ReadError> {
  let text = ''
  for await (const piece of response) text += String(piece)
  const [, message = text] = /<Message>([^<]*)<\/Message>/.exec(text) ?? []
  const status = response.statusCode ?? 500
  return new ReadError(status, `${message || response.statusMessage} (${status})`)
}
