import { FunctionFailure } from '../function-failure.ts'
import type { StreamedResult } from './front.ts'
import { isObject, parsePayload, type ResultObject } from './result-parts.ts'

/** A streamed answer with its metadata taken off the front. */
export interface Preluded {
  readonly prelude: ResultObject
  /** What follows, as it arrives. */
  readonly body: AsyncIterable<Uint8Array>
}

/** The content type of a streamed answer that begins with metadata. */
export const preludeContentType = 'application/vnd.awslambda.http-integration-response'

const delimiter = Buffer.alloc(8)

// The metadata and its delimiter must come early in the stream.
// Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode-lambda.html
const maxPreludeBytes = 16 * 1024

/**
 * Reads the JSON metadata and the eight NUL bytes behind it; the rest is left to be read.
 * @throws FunctionFailure when the stream has no such beginning
 */
export async function readPrelude({ body }: StreamedResult): Promise<Preluded> {
  const iterator = body[Symbol.asyncIterator]()
  let head = Buffer.alloc(0)
  while (head.indexOf(delimiter) < 0) {
    const next = await iterator.next()
    if (next.done || head.byteLength > maxPreludeBytes) {
      await iterator.return?.()
      throw new FunctionFailure('Runtime.InvalidPrelude', {
        errorType: 'Runtime.InvalidPrelude',
        errorMessage: 'The streamed answer does not begin with JSON metadata and eight NUL bytes.',
      })
    }
    head = Buffer.concat([head, next.value])
  }
  const end = head.indexOf(delimiter)
  const prelude = parsePayload(head.subarray(0, end))
  return { prelude: isObject(prelude) ? prelude : {}, body: rest(head.subarray(end + 8), iterator) }
}

/** Waits for the first piece, so that a failure before it can still become a response of its own. */
export async function begun(body: AsyncIterable<Uint8Array>): Promise<AsyncIterable<Uint8Array>> {
  const iterator = body[Symbol.asyncIterator]()
  const first = await iterator.next()
  return first.done ? rest(Buffer.alloc(0), iterator) : rest(first.value, iterator)
}

// Not a generator: one that is left before it is begun would not tell its source.
function rest(first: Uint8Array, source: AsyncIterator<Uint8Array>): AsyncIterable<Uint8Array> {
  let head = first.byteLength > 0 ? first : undefined
  const iterator: AsyncIterator<Uint8Array> = {
    next() {
      if (!head) return source.next()
      const value = head
      head = undefined
      return Promise.resolve({ done: false, value })
    },
    return: async () => (await source.return?.()) ?? { done: true, value: undefined },
  }
  return { [Symbol.asyncIterator]: () => iterator }
}
