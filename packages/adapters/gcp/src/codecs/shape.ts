/** A JSON object, or anything that can be read like one. */
export type Fields = Readonly<Record<string, unknown>>

/** Whether a value is an object with fields: not null, not a list, not bytes. */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array)
}

/** A field's text when it is text with something in it; otherwise undefined. */
export function textIn(fields: Fields | undefined, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = fields?.[name]
    if (typeof value === 'string' && value !== '') return value
  }
  return undefined
}

/** A whole number in a field, written as a number or as text: JSON of protocol buffers writes 64 bits as text. */
export function integerIn(fields: Fields | undefined, ...names: readonly string[]): number | undefined {
  for (const name of names) {
    const value = fields?.[name]
    const number = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value
    if (typeof number === 'number' && Number.isSafeInteger(number)) return number
  }
  return undefined
}

/** The last segment of a resource's name: `orders` of `projects/p/topics/orders`. */
export function lastSegment(resource: string): string {
  return resource.slice(resource.lastIndexOf('/') + 1)
}

/** The names that are there, each once, in order. */
export function namesOf(...names: ReadonlyArray<string | undefined>): string[] {
  return [...new Set(names.filter((name): name is string => name !== undefined && name !== ''))]
}
