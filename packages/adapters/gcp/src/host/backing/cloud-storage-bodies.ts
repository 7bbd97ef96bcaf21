import type { IncomingMessage } from 'node:http'
import type { ObjectFields } from './cloud-storage-buckets.ts'
import { refusal } from './cloud-storage-refusal.ts'

/** What the request that begins an upload says of the object; its hashes are checked. */
export interface Description extends ObjectFields {
  readonly name?: string | undefined
  readonly crc32c?: string | undefined
  readonly md5Hash?: string | undefined
}

/** Which bytes of an object a request brings. */
export interface ContentRange {
  /** Undefined where only the state is asked for. */
  readonly start: number | undefined
  /** The last byte; `open` for what the body has. */
  readonly end: number | 'open' | undefined
  readonly total: number | undefined
}

// `bytes 0-262143/*`, `bytes 262144-300000/300001`, `bytes */*`, and what Google's client sends: `bytes 0-*/*`.
/** Reads the header Content-Range of an upload. */
export function readContentRange(header: string | undefined): ContentRange {
  if (header === undefined) return { start: 0, end: 'open', total: undefined }
  const [, start, end, total] = /^bytes (?:\*|(\d+)-(\d+|\*))\/(\d+|\*)$/.exec(header) ?? []
  if (total === undefined) throw refusal(400, `Invalid Content-Range: ${header}`)
  return {
    start: start === undefined ? undefined : Number(start),
    end: end === undefined ? undefined : end === '*' ? 'open' : Number(end),
    total: total === '*' ? undefined : Number(total),
  }
}

/** Reads the two parts of a body: the description in JSON, and the content. Source: RFC 2387 */
export function readRelated(incoming: IncomingMessage, body: Buffer): { description: Description; content: Buffer } {
  const [, quoted, plain] = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(incoming.headers['content-type'] ?? '') ?? []
  const boundary = `--${quoted ?? plain}`
  const first = body.indexOf(boundary)
  const second = body.indexOf(`\r\n${boundary}`, first + 1)
  const last = body.lastIndexOf(`\r\n${boundary}--`)
  if (first < 0 || second < 0 || last <= second) throw refusal(400, 'Missing end boundary in multipart body.')
  const [, json] = splitPart(body.subarray(first + boundary.length, second))
  const [headers, content] = splitPart(body.subarray(second + boundary.length + 2, last))
  const [, contentType] = /^content-type:\s*(.+?)\s*$/im.exec(headers.toString()) ?? []
  return { description: { contentType, ...(JSON.parse(json.toString()) as Description) }, content }
}

function splitPart(part: Buffer): readonly [headers: Buffer, content: Buffer] {
  const end = part.indexOf('\r\n\r\n')
  if (end < 0) throw refusal(400, 'A part of the multipart body has no headers.')
  return [part.subarray(0, end), part.subarray(end + 4)]
}

/** A whole body. */
export async function readAll(incoming: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of incoming) pieces.push(piece as Buffer)
  return Buffer.concat(pieces)
}
