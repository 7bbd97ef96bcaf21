/** What a handler is told to do: where it travels does not matter, a body, a key or an id, as long as the text does. */
export interface Instruction {
  /** As it travels: `<run>.<id>.<steps joined by _>`. */
  readonly text: string
  /** The case it belongs to: a fresh mark. */
  readonly run: string
  /** Which of the case's events it is. */
  readonly id: string
  /** What to do at the first call, at the second, and so on; the last step stands for all later calls. */
  readonly plan: readonly string[]
}

const shape = /(m[0-9a-f]{32})\.([a-z0-9]+)\.([a-z-]+(?:_[a-z-]+)*)/

/** Writes an instruction as text that every transport takes, also as part of a key. */
export function tell(run: string, id: string | number, plan: string): string {
  return `${run}.${id}.${plan}`
}

/** The first instruction in any of the texts; undefined when there is none. */
export function findInstruction(texts: ReadonlyArray<string | undefined>): Instruction | undefined {
  for (const text of texts) {
    const found = text === undefined ? null : shape.exec(text)
    if (!found) continue
    const [whole, run = '', id = '', steps = ''] = found
    return { text: whole, run, id, plan: steps.split('_') }
  }
  return undefined
}
