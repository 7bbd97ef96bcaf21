/** An object whose fields are still to be looked at. */
export type Fields = Readonly<Record<string, unknown>>

/** Whether a value has fields to look at. */
export function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null
}
