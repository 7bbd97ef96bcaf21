/** An object whose fields are still to be looked at. */
export type Fields = Readonly<Record<string, unknown>>

/** Whether a value has fields to look at. */
export function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null
}

/** The fields of a value; none where it has none. */
export function fieldsOf(value: unknown): Fields {
  return isObject(value) ? value : {}
}

/** Whether an event is a list of records, at least one, that are all of one kind. */
export function hasRecords(event: unknown, isOne: (record: Fields) => boolean): boolean {
  if (!isObject(event) || !Array.isArray(event.Records) || event.Records.length === 0) return false
  return event.Records.every((record) => isObject(record) && !Array.isArray(record) && isOne(record))
}

/** A text that says something; undefined for everything else. */
export function textOrNone(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** The object that a text holds as JSON; undefined when it holds none. */
export function parseObject(text: string): Fields | undefined {
  if (!/^\s*\{/.test(text)) return undefined
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}
