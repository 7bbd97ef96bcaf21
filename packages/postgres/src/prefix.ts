/**
 * The first text, in the order of UTF-8's bytes, that comes after every text with a prefix; undefined when nothing does.
 * Bytes of UTF-8 are in the order of code points: https://www.rfc-editor.org/rfc/rfc3629#section-1
 */
export function afterPrefix(prefix: string): string | undefined {
  const letters = [...prefix]
  for (let letter = letters.pop(); letter !== undefined; letter = letters.pop()) {
    const point = letter.codePointAt(0) as number
    // Surrogates are no characters.
    if (point < 0x10ffff) return letters.join('') + String.fromCodePoint(point === 0xd7ff ? 0xe000 : point + 1)
  }
  return undefined
}
