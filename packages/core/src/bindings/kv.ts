/** A value with what is known of it. */
export interface KvEntry<Value> {
  readonly key: string
  readonly value: Value
  /** Changes with every write; opaque. For `ifVersion`. */
  readonly version: string
  readonly expiresAt: Date | undefined
}

/** A page of entries, in the order of their keys. */
export interface KvPage<Value> {
  readonly entries: ReadonlyArray<KvEntry<Value>>
  /** For the next page; undefined at the end. */
  readonly cursor: string | undefined
}

/** How values are listed. */
export interface KvListOptions {
  /** Default: all keys. */
  readonly prefix?: string
  /** From the page before. */
  readonly cursor?: string
  /** 1 to 1,000. Default: 100. A page may hold fewer although more follow. */
  readonly limit?: number
}

/** How a value is written. */
export interface KvSetOptions {
  /** Only when there is no value. */
  readonly ifAbsent?: boolean
  /** Only when the value has still this version. */
  readonly ifVersion?: string
  /** When it shall be gone. From then on it is not read any more, whenever the service removes it. */
  readonly expiresAt?: Date
}

/** Reads JSON values by key. */
export interface KvReader<Value> {
  /** The entry, or undefined. */
  get(key: string): Promise<KvEntry<Value> | undefined>
  /** The entries of up to 1,000 keys, by key; what is not there is missing. */
  getMany(keys: readonly string[]): Promise<ReadonlyMap<string, KvEntry<Value>>>
  list(options?: KvListOptions): Promise<KvPage<Value>>
}

/** Writes JSON values by key. */
export interface KvWriter<Value> {
  /**
   * Writes a value, which must be JSON.
   * @throws RoveError `AlreadyExists` when `ifAbsent` does not hold, `FailedPrecondition` when `ifVersion` does not
   */
  set(key: string, value: Value, options?: KvSetOptions): Promise<{ readonly version: string }>
  /**
   * Deletes a value; what is not there is deleted already.
   * @throws RoveError `FailedPrecondition` when `ifVersion` does not hold
   */
  delete(key: string, options?: { readonly ifVersion?: string }): Promise<void>
}

/** Reads and writes JSON values by key. */
export interface KvReadWriter<Value> extends KvReader<Value>, KvWriter<Value> {}
