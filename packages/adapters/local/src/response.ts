import { type Answer, type ByteStream, isStream } from '@rove/core/adapter'

/** Who wants to know how a streamed answer went. */
export interface StreamWatcher {
  /** The source has ended or failed. */
  ended(): void
  /** The reader has gone away first. */
  cancelled(): void
}

/** The platform's own `Response` for an answer; each cookie stays a `Set-Cookie` of its own. */
export function toResponse({ status, headers, cookies, body }: Answer, watcher: StreamWatcher): Response {
  const pairs = [...headers, ...cookies.map((cookie) => ['set-cookie', cookie] as const)]
  return new Response(toBody(body, watcher), { status, headers: pairs.map(([name, value]) => [name, value]) })
}

function toBody(body: Answer['body'], watcher: StreamWatcher): ConstructorParameters<typeof Response>[0] {
  if (body !== null && isStream(body)) return toReadable(body, watcher)
  // As bytes, or Fetch would add a content type that the handler did not set.
  return typeof body === 'string' ? Buffer.from(body) : (body as Uint8Array<ArrayBuffer> | null)
}

function toReadable(body: ByteStream, watcher: StreamWatcher): ReadableStream<Uint8Array> {
  const iterator = body[Symbol.asyncIterator]()
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await iterator.next()
          if (!done) return controller.enqueue(value)
          controller.close()
        } catch (error) {
          controller.error(error)
        }
        watcher.ended()
      },
      async cancel() {
        watcher.cancelled()
        await iterator.return?.()
      },
    },
    { highWaterMark: 0 },
  )
}
