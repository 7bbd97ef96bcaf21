/** Bytes that arrive or leave in pieces. A `ReadableStream` and a Node `Readable` are such. */
export type ByteStream = AsyncIterable<Uint8Array>

/** A body as codecs hand it over: text stands for its UTF-8 bytes; null is no body. */
export type RawBody = string | Uint8Array | ByteStream | null

/** Whether a body arrives in pieces. */
export function isStream(body: RawBody): body is ByteStream {
  return typeof body === 'object' && body !== null && !(body instanceof Uint8Array)
}

/**
 * Collects a body into bytes. As soon as a stream gave more than `maxBytes` it is cancelled, and `tooLarge` is thrown.
 */
export async function toBytes(
  body: RawBody,
  maxBytes: number = Number.POSITIVE_INFINITY,
  tooLarge?: () => Error,
): Promise<Uint8Array> {
  if (body === null) return new Uint8Array()
  if (typeof body === 'string') return Buffer.from(body)
  if (body instanceof Uint8Array) return body
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.byteLength
    if (size > maxBytes) throw tooLarge?.() ?? new RangeError(`The body is larger than ${maxBytes} bytes.`)
    chunks.push(chunk)
  }
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, size)
}

/** Reads a body as text, at once when it is in memory: UTF-8, without a byte order mark, as Fetch does. */
export function toText(body: RawBody): string | Promise<string> {
  if (body === null) return ''
  if (typeof body === 'string') return withoutMark(body)
  return body instanceof Uint8Array ? decodeText(body) : toBytes(body).then(decodeText)
}

function decodeText({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return withoutMark(Buffer.from(buffer, byteOffset, byteLength).toString('utf8'))
}

function withoutMark(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
}

/** A `ReadableStream` over a body, with backpressure; cancelling it ends the source. `onRead` is told of the first read. */
export function toReadable(
  body: string | Uint8Array | ByteStream,
  onRead?: () => void,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const source = isStream(body) ? body : once(typeof body === 'string' ? Buffer.from(body) : body)
  let iterator: AsyncIterator<Uint8Array> | undefined
  return new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      async pull(controller) {
        onRead?.()
        iterator ??= source[Symbol.asyncIterator]()
        const { done, value } = await iterator.next()
        if (done) controller.close()
        else controller.enqueue(value as Uint8Array<ArrayBuffer>)
      },
      async cancel() {
        onRead?.()
        iterator ??= source[Symbol.asyncIterator]()
        await iterator.return?.()
      },
    },
    { highWaterMark: 0 },
  )
}

/** Ends a stream that nobody will read, so that its source can let go of what it holds. */
export async function discard(body: RawBody): Promise<void> {
  if (!isStream(body)) return
  await body[Symbol.asyncIterator]().return?.()
}

async function* once(bytes: Uint8Array): ByteStream & AsyncGenerator<Uint8Array> {
  if (bytes.byteLength > 0) yield bytes
}
