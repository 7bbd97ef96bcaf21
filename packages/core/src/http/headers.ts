/** Header fields as an event carries them: names in any case, one value or a list; null and undefined are left out. */
export type HeaderRecord = Readonly<Record<string, string | readonly string[] | null | undefined>>

/** What header-taking functions accept beside a record: a `Headers` or pairs. */
export type HeaderPairs = Iterable<readonly [name: string, value: string]>

const tokenShape = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/
const forbiddenInValue = /[\0\r\n]|[^\0-\xff]/

/**
 * A `Headers` of our own: the platform's class costs 16 ms to load and microseconds to fill. It behaves as
 * https://fetch.spec.whatwg.org/#headers-class says, except that `Cookie` values are joined with `; ` (RFC 9113, 8.2.3).
 * Fields that come from an event are read lazily from the event's own record, which is never changed.
 */
export class LightHeaders implements Headers {
  #record: HeaderRecord | undefined
  #cookies: readonly string[] | undefined
  #map: Map<string, string[]> | undefined

  constructor(init?: HeaderPairs | HeaderRecord | undefined) {
    if (init === undefined) return
    if (init instanceof LightHeaders) {
      for (const [name, values] of init.#fields()) this.#fields().set(name, [...values])
    } else if (isIterable(init)) {
      for (const [name, value] of init) this.append(name, value)
    } else {
      for (const [name, value] of Object.entries(init)) {
        if (value === undefined || value === null) continue
        for (const one of Array.isArray(value) ? value : [value]) this.append(name, one)
      }
    }
  }

  /**
   * Reads a received record as it is, without copying it. What is not a legal field is left out, never an error.
   * @param cookies request cookies that came beside the record; they replace its `Cookie`
   */
  static received(record: HeaderRecord | null | undefined, cookies?: readonly string[]): LightHeaders {
    const headers = new LightHeaders()
    headers.#record = record ?? undefined
    headers.#cookies = cookies?.length ? cookies : undefined
    return headers
  }

  /** One field that is known to be legal, without the checks. */
  static of(name: Lowercase<string>, value: string): LightHeaders {
    const headers = new LightHeaders()
    headers.#map = new Map([[name, [value]]])
    return headers
  }

  /** Calls back with every field's joined value, in the order of first mention; Set-Cookie is left to `getSetCookie`. */
  eachField(callback: (name: string, value: string) => void): void {
    for (const [name, values] of this.#fields()) if (name !== 'set-cookie') callback(name, join(name, values))
  }

  get(name: string): string | null {
    const key = name.toLowerCase()
    if (key === 'cookie' && this.#cookies !== undefined && this.#map === undefined) return this.#cookies.join('; ')
    const direct = this.#map === undefined ? this.#record?.[key] : undefined
    // Providers send lower-case names; only another case or a list needs the whole record to be read.
    if (
      typeof direct === 'string' &&
      direct !== '' &&
      !forbiddenInReceived.test(direct) &&
      !hasOtherCase(this.#record, key)
    ) {
      return direct.trim()
    }
    const values = this.#fields().get(checkedName(key))
    return values === undefined ? null : join(key, values)
  }

  has(name: string): boolean {
    return this.#fields().has(checkedName(name))
  }

  set(name: string, value: string): void {
    this.#fields().set(checkedName(name), [checkedValue(name, value)])
  }

  append(name: string, value: string): void {
    const key = checkedName(name)
    const checked = checkedValue(name, value)
    const values = this.#fields().get(key)
    if (values) values.push(checked)
    else this.#fields().set(key, [checked])
  }

  delete(name: string): void {
    this.#fields().delete(checkedName(name))
  }

  getSetCookie(): string[] {
    return [...(this.#fields().get('set-cookie') ?? [])]
  }

  forEach(callback: (value: string, name: string, headers: Headers) => void, thisArg?: unknown): void {
    for (const [name, value] of this) callback.call(thisArg, value, name, this)
  }

  *entries(): HeadersIterator<[string, string]> {
    for (const name of [...this.#fields().keys()].sort()) {
      const values = this.#fields().get(name) ?? []
      if (name !== 'set-cookie') yield [name, join(name, values)]
      else for (const value of values) yield [name, value]
    }
  }

  *keys(): HeadersIterator<string> {
    for (const [name] of this.entries()) yield name
  }

  *values(): HeadersIterator<string> {
    for (const [, value] of this.entries()) yield value
  }

  [Symbol.iterator](): HeadersIterator<[string, string]> {
    return this.entries()
  }

  get [Symbol.toStringTag](): string {
    return 'Headers'
  }

  #fields(): Map<string, string[]> {
    if (this.#map !== undefined) return this.#map
    this.#map = new Map()
    for (const [name, value] of Object.entries(this.#record ?? {})) {
      if (value === null || value === undefined || !tokenShape.test(name)) continue
      const key = name.toLowerCase()
      for (const one of Array.isArray(value) ? value : [value]) {
        const text = String(one)
        if (forbiddenInReceived.test(text)) continue
        const values = this.#map.get(key)
        if (values) values.push(text.trim())
        else this.#map.set(key, [text.trim()])
      }
    }
    if (this.#cookies !== undefined) this.#map.set('cookie', [...this.#cookies])
    return this.#map
  }
}

type HeadersIterator<T> = ReturnType<Headers['entries']> extends Generator ? Generator<T> : Generator<T, undefined>

// A received value may hold any text but a line break: gateways pass UTF-8 on, and refusing it would lose the request.
const forbiddenInReceived = /[\0\r\n]/

function hasOtherCase(record: HeaderRecord | undefined, key: string): boolean {
  for (const name in record) {
    if (name.length === key.length && name !== key && name.toLowerCase() === key) return true
  }
  return false
}

function isIterable(value: HeaderPairs | HeaderRecord): value is HeaderPairs {
  return Symbol.iterator in value
}

function join(name: string, values: readonly string[]): string {
  return values.length === 1 ? (values[0] ?? '') : values.join(name === 'cookie' ? '; ' : ', ')
}

function checkedName(name: string): string {
  if (tokenShape.test(name)) return name.toLowerCase()
  throw new TypeError(`${JSON.stringify(name)} is not a header name.`)
}

function checkedValue(name: string, value: unknown): string {
  const text = String(value).trim()
  if (!forbiddenInValue.test(text)) return text
  throw new TypeError(
    `The value of the header "${name}" holds a character that headers cannot carry (a line break, NUL or one beyond Latin-1): ${JSON.stringify(text.slice(0, 100))}`,
  )
}
