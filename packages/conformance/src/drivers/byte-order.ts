/** Puts keys into the order of their UTF-8 bytes, which that of JavaScript's strings is not. */
export function inByteOrder(keys: readonly string[]): string[] {
  return [...keys].sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)))
}

/** Keys whose order tells bytes from UTF-16 units, from locales, and from folders. */
export const tellingKeys: readonly string[] = [
  'B',
  'a',
  'a!',
  'a-b',
  'a.b',
  'a/b',
  'a/b/c',
  'a0',
  'aB',
  'ab',
  'b',
  'z',
  'Ä',
  'ä',
  'é',
  '\uff5e',
  '\u{1f600}',
]
