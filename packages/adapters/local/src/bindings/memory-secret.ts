import type { SecretDriver, SecretValue } from '@rove/core/adapter'
import { errorCodeOf } from './local-error.ts'

/** Keeps the versions of a secret in this process. */
export class MemorySecret implements SecretDriver {
  readonly service = 'memory'
  readonly errorCode: SecretDriver['errorCode'] = errorCodeOf
  /** The versions themselves; the last one is the current one. */
  readonly native: SecretValue[] = []

  /** Puts a new version of the secret there. @returns the version */
  write(value: string): string {
    const version = String(this.native.length + 1)
    this.native.push({ value, version })
    return version
  }

  async get(version: string | undefined): Promise<SecretValue | undefined> {
    return version === undefined ? this.native.at(-1) : this.native.find((one) => one.version === version)
  }
}
