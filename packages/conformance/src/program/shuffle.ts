/** The same order for the same seed, everywhere. The list itself stays as it is. */
export function shuffled<T>(list: readonly T[], seed: number): readonly T[] {
  const next = randomFrom(seed)
  const rest = [...list]
  // Fisher and Yates: each draws from what is left.
  return list.map(() => rest.splice(Math.floor(next() * rest.length), 1)[0] as T)
}

// Mulberry32, https://gist.github.com/tommyettinger/46a874533244883189143505d203312c
function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
