import type { Readable } from 'node:stream'

/**
 * The content of a blob as it is read. It is not read on over another connection: when the connection is cut, or says nothing
 * for two minutes while somebody waits for it, reading fails. Who has not begun to read by then lets go of the connection.
 */
export function contentOf(stream: Readable): AsyncIterable<Uint8Array> {
  const unread = setTimeout(() => stream.destroy(tooSilent()), silence)
  unread.unref()
  return read(stream, unread)
}

async function* read(stream: Readable, unread: NodeJS.Timeout): AsyncGenerator<Uint8Array> {
  clearTimeout(unread)
  const pieces = stream.iterator()
  try {
    for (;;) {
      const { value, done } = await inSilence(stream, pieces.next())
      if (done) return
      yield value as Uint8Array
    }
  } catch (error) {
    throw error instanceof Error && isCut(error) ? new ContentCut(error) : error
  } finally {
    stream.destroy()
  }
}

/** The connection ended before the content did. */
export class ContentCut extends Error {
  override readonly name = 'ContentCut'
  /** As Node calls it. */
  readonly code = 'ECONNRESET'

  constructor(cause: Error) {
    super(`The content broke off: ${cause.message}`, { cause })
  }
}

const silence = 120_000

async function inSilence<T>(stream: Readable, next: Promise<T>): Promise<T> {
  const timer = setTimeout(() => stream.destroy(tooSilent()), silence)
  try {
    return await next
  } finally {
    clearTimeout(timer)
  }
}

function tooSilent(): DOMException {
  return new DOMException(`Nothing came for ${silence / 1000} seconds.`, 'TimeoutError')
}

/** What the SDK's stream says when its source ends too early; it says that it was aborted when the socket is closed. */
function isCut({ name, message }: Error): boolean {
  return name === 'AbortError' || message.startsWith('Data corruption failure')
}
