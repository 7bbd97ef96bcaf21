import { open } from 'node:fs/promises'
import { join } from 'node:path'
import type { SecretDriver, SecretValue } from '@rove/core/adapter'
import { errorCodeOf, ifThere, noVersions } from './local-error.ts'

/**
 * Reads a secret from the file of its name in a folder, as container runtimes mount them. All of it is the value, a
 * line break at its end too. Its version changes with the file; versions cannot be asked for.
 */
export class FolderSecret implements SecretDriver {
  readonly service = 'folder'
  readonly errorCode: SecretDriver['errorCode'] = errorCodeOf
  /** The file's path. */
  readonly native: string

  constructor(folder: string, name: string) {
    this.native = join(folder, name)
  }

  async get(version: string | undefined): Promise<SecretValue | undefined> {
    if (version !== undefined) throw noVersions('A folder')
    const file = await ifThere(open(this.native))
    if (file === undefined) return undefined
    try {
      const { ino, mtimeNs } = await file.stat({ bigint: true })
      const current = `${ino.toString(36)}-${mtimeNs.toString(36)}`
      return { value: await file.readFile('utf8'), version: current }
    } finally {
      await file.close()
    }
  }
}
