import { RoveError } from '../errors.ts'

/** The content of an object, which fails when it does not have the size that was said. @param size bytes, where they are known */
export async function* counted(
  body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  size: number | undefined,
): AsyncGenerator<Uint8Array> {
  let read = 0
  for await (const piece of body) {
    read += piece.byteLength
    if (size !== undefined && read > size) break
    yield piece
  }
  if (size === undefined || read === size) return
  const found = read > size ? 'more' : `only ${read}`
  throw new RoveError('InvalidArgument', `The stream was said to have ${size} bytes, and has ${found}.`)
}
