/** Numbers from 0 up to, not including, 1; the same ones for the same seed. */
export type Random = () => number

/**
 * Makes a source of numbers from a seed. It decides what a test meets, nothing that must be secret.
 * @param name tells sources of one seed apart, so that what one takes does not change what another gets
 */
export function createRandom(seed: number, name: string): Random {
  // FNV-1a spreads seed and name over 32 bits; the steps after it are those of splitmix32.
  // Source: https://www.rfc-editor.org/rfc/rfc9923
  let state = 0x811c9dc5
  for (const letter of `${seed}/${name}`) state = Math.imul(state ^ (letter.codePointAt(0) ?? 0), 0x01000193)
  return () => {
    state = (state + 0x9e3779b9) | 0
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad)
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97)
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 0x100000000
  }
}

/** An id that is made of such numbers. */
export function randomId(random: Random): string {
  return Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16)).join('')
}
