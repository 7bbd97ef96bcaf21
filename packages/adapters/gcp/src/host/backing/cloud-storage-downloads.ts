import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import type { KeptObject } from './cloud-storage-buckets.ts'
import { refusal } from './cloud-storage-refusal.ts'
import { etagOf } from './cloud-storage-resources.ts'

/**
 * Answers with an object's content, or a part of it. The JSON API tells the object's metadata nowhere in the headers, the
 * XML API does. What was stored with gzip is unpacked for those who do not take gzip.
 * Sources: https://cloud.google.com/storage/docs/json_api/v1/objects/get,
 * https://cloud.google.com/storage/docs/xml-api/reference-headers, https://cloud.google.com/storage/docs/transcoding
 */
export async function sendContent(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  object: KeptObject,
  api: 'json' | 'xml',
): Promise<void> {
  const { content, fields } = object
  const isPacked = fields.contentEncoding === 'gzip'
  const unpacks = isPacked && !/\bgzip\b/.test(String(incoming.headers['accept-encoding'] ?? ''))
  const range = unpacks ? undefined : readRange(incoming.headers.range, content.size)
  const { start, end } = range ?? { start: 0, end: content.size - 1 }
  outgoing.writeHead(range ? 206 : 200, {
    ...headersOf(object, api),
    ...(unpacks ? { warning: '214 UploadServer gunzipped' } : { 'content-length': end + 1 - start }),
    ...(isPacked && !unpacks ? { 'content-encoding': 'gzip' } : {}),
    ...(range ? { 'content-range': `bytes ${start}-${end}/${content.size}` } : {}),
  })
  if (incoming.method === 'HEAD') {
    outgoing.end()
    return
  }
  const source = Readable.from(content.read(start, end), { objectMode: false })
  const sent = unpacks ? pipeline(source, createGunzip(), outgoing) : pipeline(source, outgoing)
  // Who has gone away reads no more, and headers have been sent: there is nobody to tell.
  await sent.catch(() => outgoing.destroy())
}

function headersOf(object: KeptObject, api: 'json' | 'xml'): Record<string, string | string[]> {
  const { content, fields, generation, metageneration, created } = object
  const own = api === 'xml' ? Object.entries(fields.metadata ?? {}) : []
  return {
    'content-type': fields.contentType ?? 'application/octet-stream',
    ...(fields.cacheControl === undefined ? {} : { 'cache-control': fields.cacheControl }),
    ...(fields.contentDisposition === undefined ? {} : { 'content-disposition': fields.contentDisposition }),
    etag: api === 'xml' ? `"${Buffer.from(content.md5, 'base64').toString('hex')}"` : etagOf(object),
    'last-modified': created.toUTCString(),
    'accept-ranges': 'bytes',
    'x-goog-generation': generation,
    'x-goog-metageneration': String(metageneration),
    'x-goog-stored-content-encoding': fields.contentEncoding ?? 'identity',
    'x-goog-stored-content-length': String(content.size),
    'x-goog-storage-class': 'STANDARD',
    'x-goog-hash': `crc32c=${content.crc32c},md5=${content.md5}`,
    ...Object.fromEntries(own.map(([name, value]) => [`x-goog-meta-${name}`, value])),
  }
}

/** Source: RFC 9110, 14.1.2; several ranges at once are not served. */
function readRange(header: string | undefined, size: number): { start: number; end: number } | undefined {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? []
  if (first === undefined || last === undefined || first + last === '') return undefined
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first)
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1)
  if (start >= size || end < start) throw refusal(416, 'The requested range cannot be satisfied.')
  return { start, end }
}
