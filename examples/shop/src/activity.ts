const done: string[] = []
const known = new Set<string>()

/** What the shop did in this process. */
export const activity = {
  add(kind: string, what: string): void {
    done.push(`${kind}: ${what}`)
  },
  /** Whether this is the first time that a key is asked for. */
  isNew(key: string): boolean {
    if (known.has(key)) return false
    known.add(key)
    return true
  },
  list: (): readonly string[] => [...done].sort(),
}
