import type { ByteStream } from './body.ts'

/** What a guarded body depends on. */
export interface BodyGuard {
  /** Calls back when the invocation has ended: the deadline came, or the client went away. */
  onAbort(callback: (reason: unknown) => void): void
  /** Is told of what the body failed with, before it fails. */
  onFailure(error: unknown): unknown
}

/**
 * A response body that ends with its invocation and holds nothing but bytes. When it breaks off, for whichever reason,
 * its source is cancelled, also when nothing was read yet.
 */
export function guardBody(body: ByteStream, guard: BodyGuard): AsyncIterableIterator<Uint8Array> {
  const iterator = body[Symbol.asyncIterator]()
  const next = abortable(() => iterator.next(), guard)
  let ended = false
  const end = (): void => {
    if (ended) return
    ended = true
    // Not awaited: a source that hangs in next() would never answer.
    iterator.return?.()?.catch(() => undefined)
  }
  return {
    async next() {
      if (ended) return { done: true, value: undefined }
      try {
        let { done, value } = await next()
        // An empty piece is nothing to send; platforms have taken it for the end, or waited for more.
        while (!done && value instanceof Uint8Array && value.byteLength === 0) ({ done, value } = await next())
        if (done) {
          ended = true
          return { done: true, value: undefined }
        }
        if (!(value instanceof Uint8Array)) throw new TypeError('A response stream must give bytes (Uint8Array).')
        return { done: false, value }
      } catch (error) {
        guard.onFailure(error)
        end()
        throw error
      }
    },
    async return() {
      end()
      return { done: true, value: undefined }
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}

// One callback for the body's life: racing each piece against one promise would keep a reaction for every piece.
function abortable<T>(run: () => Promise<T>, guard: BodyGuard): () => Promise<T> {
  let aborted: { readonly reason: unknown } | undefined
  let breakOff: ((reason: unknown) => void) | undefined
  guard.onAbort((reason) => {
    aborted = { reason }
    breakOff?.(reason)
  })
  return () =>
    new Promise<T>((resolve, reject) => {
      if (aborted) {
        reject(aborted.reason)
        return
      }
      breakOff = reject
      run().then(resolve, reject)
    })
}
