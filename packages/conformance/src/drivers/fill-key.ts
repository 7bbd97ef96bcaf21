/** A key of so many bytes that begins with a prefix. */
export function keyOf(prefix: string, bytes: number): string {
  return prefix.padEnd(bytes, 'k')
}

/** Keys that no service may be asked with, and what the error says. */
export const refusedKeys: ReadonlyArray<readonly [key: string, said: RegExp]> = [
  ['', /cannot be a key: use a text that is not empty/],
  ['a\nb', /cannot be a key: it has a control character/],
  ['a\0', /cannot be a key: it has a control character/],
  ['a\u007f', /cannot be a key: it has a control character/],
  ['a\ud800', /cannot be a key: it is not well-formed/],
  ['\udc00a', /cannot be a key: it is not well-formed/],
]

/** Whether a limit is small enough to be reached by a test; others only hold in theory. */
export function provable(limit: number, most: number): boolean {
  return limit <= most
}
