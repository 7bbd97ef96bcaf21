import { RoveError } from '../errors.ts'

const utf8 = new TextEncoder()

/** Bytes of a text in UTF-8. */
export function byteLength(text: string): number {
  return utf8.encode(text).byteLength
}

/**
 * Checks a key: any text but an empty one, without lone surrogates and control characters, which some services change or
 * refuse, and within the service's limit.
 * @throws RoveError `InvalidArgument` that says what is wrong
 */
export function checkKey(
  operation: string,
  key: string,
  limit: { readonly bytes: number; readonly service: string },
): void {
  const refuse = (why: string): never => {
    throw new RoveError('InvalidArgument', `${operation}: ${JSON.stringify(key)?.slice(0, 80)} ${why}`, { operation })
  }
  if (typeof key !== 'string' || key === '') refuse('cannot be a key: use a text that is not empty.')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  if (/[\0-\x1f\x7f]/.test(key)) refuse('cannot be a key: it has a control character.')
  if (/\p{Surrogate}/u.test(key)) refuse('cannot be a key: it is not well-formed Unicode.')
  const size = byteLength(key)
  if (size > limit.bytes) refuse(`has ${size} bytes; a key of ${limit.service} has at most ${limit.bytes}.`)
}
