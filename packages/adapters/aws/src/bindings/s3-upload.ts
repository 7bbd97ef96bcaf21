import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { RoveError } from '@rove/core'
import { counted } from '@rove/core/adapter'

/** Where an upload goes, and what is said of it. */
export interface Destination {
  readonly client: S3Client
  readonly address: { readonly Bucket: string; readonly Key: string }
  readonly content: { readonly ContentType: string; readonly Metadata: Record<string, string> }
  readonly condition: { readonly IfMatch?: string; readonly IfNoneMatch?: string }
}

const mebibyte = 1024 * 1024
// A part has 5 MiB or more, and there are at most 10,000: https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html
const smallestPart = 8 * mebibyte
const mostParts = 10_000

/** Uploads what is in memory, in one call. @returns the etag as S3 writes it */
export async function putBytes(destination: Destination, Body: Uint8Array): Promise<string | undefined> {
  const { client, address, content, condition } = destination
  const { ETag } = await client.send(
    new PutObjectCommand({ ...address, ...content, ...condition, Body, ContentLength: Body.byteLength }),
  )
  return ETag
}

/**
 * Uploads a stream, of which it keeps one part in memory: in one call when that is all, else part by part. S3 shows the
 * object when the upload is completed, and not before. When the stream or S3 fails, the parts are removed; should
 * that fail too (or the process end), a lifecycle rule `AbortIncompleteMultipartUpload` of the bucket removes them.
 *
 * @param size bytes, where they are known; then a stream with more or fewer fails
 */
export async function putStream(
  destination: Destination,
  body: AsyncIterable<Uint8Array>,
  size: number | undefined,
): Promise<string | undefined> {
  const partSize = Math.max(smallestPart, Math.ceil((size ?? 0) / mostParts))
  let upload: Upload | undefined
  try {
    for await (const part of inParts(counted(body, size), partSize)) {
      // Only the last part is shorter.
      if (upload === undefined && part.byteLength < partSize) return await putBytes(destination, part)
      upload ??= await Upload.begin(destination)
      await upload.add(part)
    }
    return upload === undefined ? await putBytes(destination, new Uint8Array()) : await upload.complete()
  } catch (error) {
    // What went wrong first is what is told.
    await upload?.abort().catch(() => undefined)
    throw error
  }
}

/** An upload in parts. */
class Upload {
  readonly #destination: Destination
  readonly #id: string
  readonly #parts: CompletedPart[] = []

  private constructor(destination: Destination, id: string) {
    this.#destination = destination
    this.#id = id
  }

  static async begin(destination: Destination): Promise<Upload> {
    const { client, address, content } = destination
    const command = new CreateMultipartUploadCommand({ ...address, ...content, ChecksumAlgorithm: 'CRC32' })
    const { UploadId = '' } = await client.send(command)
    return new Upload(destination, UploadId)
  }

  async add(Body: Uint8Array): Promise<void> {
    const { client } = this.#destination
    const PartNumber = this.#parts.length + 1
    if (PartNumber > mostParts) {
      const most = (mostParts * smallestPart) / mebibyte / 1024
      throw new RoveError('InvalidArgument', `A stream without a size has at most ${most} GiB on S3; give its size.`)
    }
    const { ETag, ChecksumCRC32 } = await client.send(
      new UploadPartCommand({ ...this.#target, PartNumber, Body, ChecksumAlgorithm: 'CRC32' }),
    )
    const checksum = ChecksumCRC32 === undefined ? {} : { ChecksumCRC32 }
    this.#parts.push({ PartNumber, ...(ETag === undefined ? {} : { ETag }), ...checksum })
  }

  async complete(): Promise<string | undefined> {
    const { client, condition } = this.#destination
    const MultipartUpload = { Parts: this.#parts }
    const command = new CompleteMultipartUploadCommand({ ...this.#target, ...condition, MultipartUpload })
    return (await client.send(command)).ETag
  }

  async abort(): Promise<void> {
    await this.#destination.client.send(new AbortMultipartUploadCommand(this.#target))
  }

  get #target(): { Bucket: string; Key: string; UploadId: string } {
    return { ...this.#destination.address, UploadId: this.#id }
  }
}

/** The stream in parts of one size; the last one may be shorter. */
async function* inParts(body: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Uint8Array> {
  let pieces: Uint8Array[] = []
  let kept = 0
  for await (const whole of body) {
    let piece = whole
    while (kept + piece.byteLength >= size) {
      const cut = size - kept
      yield Buffer.concat([...pieces, piece.subarray(0, cut)])
      piece = piece.subarray(cut)
      pieces = []
      kept = 0
    }
    if (piece.byteLength === 0) continue
    pieces.push(piece)
    kept += piece.byteLength
  }
  if (kept > 0) yield Buffer.concat(pieces)
}
