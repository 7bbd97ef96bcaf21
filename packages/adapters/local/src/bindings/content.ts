import { LocalError } from './local-error.ts'

/** An object's content as a driver is given it. */
export interface Content {
  readonly body: Uint8Array | AsyncIterable<Uint8Array>
  /** Bytes, where they were said before. */
  readonly size: number | undefined
  /** Bytes that an object may have. */
  readonly limit: number
}

/**
 * The pieces of a content.
 * @throws LocalError `InvalidArgument` when it is not as long as was said, or longer than an object may be
 */
export async function* piecesOf({ body, size, limit }: Content): AsyncGenerator<Uint8Array, void, undefined> {
  let read = 0
  for await (const piece of body instanceof Uint8Array ? [body] : body) {
    read += piece.byteLength
    if (read > limit) throw new LocalError('InvalidArgument', `An object has at most ${limit} bytes.`)
    yield piece
  }
  if (size === undefined || size === read) return
  throw new LocalError('InvalidArgument', `The content has ${read} bytes; ${size} were announced.`)
}
