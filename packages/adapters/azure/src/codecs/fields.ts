/** A JSON object. */
export type Fields = Readonly<Record<string, unknown>>

/** Whether a value is a JSON object. */
export function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value)
}

/** A field that is text, or was before the library parsed it: ids of digits arrive as numbers. Empty text is none. */
export function toText(value: unknown): string | undefined {
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') return String(value)
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined
}

/** A field that is a whole number, or text of digits. */
export function toCount(value: unknown): number | undefined {
  const count = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value
  return typeof count === 'number' && Number.isInteger(count) && count >= 0 ? count : undefined
}

/**
 * A time as RFC 3339; .NET writes UTC without a zone where the kind of the time is not set, and the year 1 for none.
 * Source: https://learn.microsoft.com/dotnet/api/system.datetime.kind
 */
export function toTime(value: unknown): string | undefined {
  const text = toText(value)
  if (text === undefined || !/^\d{4}-\d{2}-\d{2}T/.test(text) || text.startsWith('0001-')) return undefined
  const zoned = /(Z|[+-]\d{2}:?\d{2})$/i.test(text) ? text : `${text}Z`
  return Number.isNaN(Date.parse(zoned)) ? undefined : zoned
}

/** An etag without its quotation marks. */
export function toEtag(value: unknown): string | undefined {
  return toText(value)?.replace(/^(?:W\/)?"(.*)"$/, '$1')
}

/** Percent-decoded text; text that is no valid encoding is taken as it is. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
