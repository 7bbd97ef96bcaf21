/** A query as events map it: one value or a list a key. */
export type QueryMap = Readonly<Record<string, string | readonly string[] | null | undefined>> | null | undefined

/**
 * Writes a query string from an event's maps, the lists first. Every key is kept; a key without a value becomes `key=`,
 * because the maps do not tell `?key` from `?key=`. The order among different keys is the map's.
 */
export function toQuery(single: QueryMap, multi: QueryMap, encode: (text: string, isKey: boolean) => string): string {
  let query = ''
  for (const key in multi) query = append(query, encode(key, true), multi[key], encode)
  for (const key in single) {
    if (!multi || !Object.hasOwn(multi, key)) query = append(query, encode(key, true), single[key], encode)
  }
  return query
}

function append(
  query: string,
  key: string,
  value: string | readonly string[] | null | undefined,
  encode: (text: string, isKey: boolean) => string,
): string {
  if (Array.isArray(value) && value.length > 0) {
    let all = query
    for (const one of value) all = `${all}${all === '' ? '' : '&'}${key}=${encode(String(one ?? ''), false)}`
    return all
  }
  const one = Array.isArray(value) ? '' : String(value ?? '')
  return `${query}${query === '' ? '' : '&'}${key}=${encode(one, false)}`
}

/** For maps whose texts were decoded: every reserved character is escaped. */
export function encodeDecoded(text: string): string {
  try {
    return encodeURIComponent(text)
  } catch {
    // Half a surrogate pair has no UTF-8 form; it becomes U+FFFD, as it does everywhere in Fetch.
    return encodeURIComponent(Buffer.from(text).toString())
  }
}

/** For maps whose texts stand as they were sent: only what would change the query's structure is escaped. */
export function keepEncoded(text: string, isKey: boolean): string {
  const broken = isKey ? /[&#=]/g : /[&#]/g
  return text.search(broken) < 0 ? text : text.replace(broken, encodeURIComponent)
}
