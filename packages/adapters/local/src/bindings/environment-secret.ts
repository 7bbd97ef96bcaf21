import { createHmac, randomBytes } from 'node:crypto'
import type { Env } from '@rove/core'
import type { SecretDriver, SecretValue } from '@rove/core/adapter'
import { errorCodeOf, noVersions } from './local-error.ts'

// A version is not a secret, and a plain hash of a short one could be tried out; so it holds for this process only.
const key = randomBytes(32)

/**
 * Reads a secret from the environment: the variable is its native name in capitals, with `_` for everything but letters and
 * digits, `SHOP_STRIPE_KEY` for `shop-stripe-key`. Its version changes with its value; versions cannot be asked for.
 */
export class EnvironmentSecret implements SecretDriver {
  readonly service = 'environment'
  readonly errorCode: SecretDriver['errorCode'] = errorCodeOf
  readonly native: Env
  readonly #variable: string

  constructor(native: string, env: Env) {
    this.native = env
    this.#variable = native.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')
  }

  async get(version: string | undefined): Promise<SecretValue | undefined> {
    if (version !== undefined) throw noVersions('The environment')
    const value = this.native[this.#variable]
    if (value === undefined) return undefined
    return { value, version: createHmac('sha256', key).update(value).digest('hex').slice(0, 16) }
  }
}
