import type { SecretDriver } from '../adapter/driver.ts'
import { type Duration, toMilliseconds } from '../duration.ts'
import { RoveError } from '../errors.ts'
import { operate } from './operate.ts'

/** A secret as it was read. */
export interface Secret {
  readonly value: string
  /** Opaque. */
  readonly version: string
  /** When it was read from the service. */
  readonly readAt: Date
}

/** How a secret is read. */
export interface SecretOptions {
  /** A certain version; it never changes and is kept for good. Default: the current one. */
  readonly version?: string
  /** How old a kept value may be; 0 asks the service. Default: 5 minutes. */
  readonly maxAge?: Duration
}

/** Reads a secret. */
export interface SecretReader {
  /**
   * The secret. A value that was read before is given again while it is fresh; calls at the same time ask the service once.
   * @throws RoveError `NotFound` when there is none
   */
  get(options?: SecretOptions): Promise<Secret>
}

interface Cache {
  readonly kept: Map<string, Secret>
  readonly asked: Map<string, Promise<Secret>>
}

// Shared by every client of a secret in the process: a driver is opened once.
const caches = new WeakMap<SecretDriver, Cache>()

/** The one client of secrets. */
export class SecretClient implements SecretReader {
  readonly #name: string
  readonly #driver: SecretDriver
  readonly #cache: Cache

  /** @param name the secret's logical name, for errors */
  constructor(name: string, driver: SecretDriver) {
    this.#name = name
    this.#driver = driver
    this.#cache = caches.get(driver) ?? { kept: new Map(), asked: new Map() }
    caches.set(driver, this.#cache)
  }

  async get({ version, maxAge = '5m' }: SecretOptions = {}): Promise<Secret> {
    const age = toMilliseconds(maxAge)
    const slot = version ?? ''
    const kept = this.#cache.kept.get(slot)
    if (kept && (version !== undefined || Date.now() - kept.readAt.getTime() < age)) return kept
    const asked = this.#cache.asked.get(slot)
    if (asked) return asked
    const asking = this.#read(version).finally(() => this.#cache.asked.delete(slot))
    this.#cache.asked.set(slot, asking)
    return asking
  }

  async #read(version: string | undefined): Promise<Secret> {
    const name = `secret.get ${this.#name}`
    // Several invocations may wait for one call: none of their signals may end it.
    const operation = { name, driver: this.#driver, repeatable: true, signal: undefined }
    const found = await operate(operation, () => this.#driver.get(version))
    if (found === undefined) {
      const what = version === undefined ? 'is not there' : `has no version ${JSON.stringify(version)}`
      throw new RoveError('NotFound', `${name}: the secret ${what}.`, {
        provider: this.#driver.service,
        operation: name,
      })
    }
    const secret = { ...found, readAt: new Date() }
    this.#cache.kept.set(version ?? '', secret)
    return secret
  }
}
