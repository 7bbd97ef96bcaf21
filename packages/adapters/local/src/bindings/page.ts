/** The keys of a listing that are left after a cursor, in order. */
export function keysAfter(
  keys: Iterable<string>,
  { prefix, cursor }: { readonly prefix: string; readonly cursor: string | undefined },
): string[] {
  const last = cursor === undefined ? undefined : Buffer.from(cursor, 'base64url')
  const wanted: Array<readonly [string, Buffer]> = []
  for (const key of keys) {
    if (!key.startsWith(prefix)) continue
    const bytes = Buffer.from(key)
    if (last === undefined || Buffer.compare(bytes, last) > 0) wanted.push([key, bytes])
  }
  return wanted.sort(([, one], [, other]) => Buffer.compare(one, other)).map(([key]) => key)
}

/** The cursor of a page that ends with a key. */
export function toCursor(key: string): string {
  return Buffer.from(key).toString('base64url')
}
