/**
 * The spellings of a name that differ in upper and lower case only, the lower one first. There are two to the power of
 * its letters.
 * @throws RangeError when more are asked for than there are
 */
export function* letterCases(name: string): Generator<string, never> {
  const letters = [...name].flatMap((letter, index) => (/[a-z]/i.test(letter) ? [index] : []))
  for (let spelling = 0; spelling < 2 ** letters.length; spelling += 1) {
    const upper = new Set(letters.filter((_, bit) => ((spelling >> bit) & 1) === 1))
    yield [...name].map((letter, index) => (upper.has(index) ? letter.toUpperCase() : letter.toLowerCase())).join('')
  }
  throw new RangeError(`"${name}" has only ${2 ** letters.length} spellings.`)
}
