import { constants } from 'node:fs'
import { access, type FileHandle, mkdir, open, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { toFileName, toKey } from './file-name.ts'
import { FolderLock, lockName, temporaryPrefix } from './folder-lock.ts'
import { ifThere, systemCodeOf } from './local-error.ts'
import { hasEnded, newToken } from './owner.ts'

/** What is looked at, and done, while nobody else writes into the folder. */
export interface Step {
  /** Whether to go on. It throws when a condition does not hold. */
  check(): Promise<boolean>
  /** Called when it was made. */
  made(): void
}

/**
 * A folder with one file for each key. A file is written beside its place, under a name of its own, and put into the
 * place by a rename: whoever reads finds the old file or the new one, also after a crash.
 * Source: https://pubs.opengroup.org/onlinepubs/9799919799/functions/rename.html
 */
export class FolderFiles {
  readonly folder: string
  readonly #lock: FolderLock
  #ready: Promise<void> | undefined

  constructor(folder: string) {
    this.folder = folder
    this.#lock = new FolderLock(folder)
  }

  /** Where a key's file is. */
  pathOf(key: string): string {
    return join(this.folder, toFileName(key))
  }

  /**
   * The keys that there are.
   * @param readKey finds the key of a file whose name is too short to tell it
   */
  async keys(readKey: (path: string) => Promise<string | undefined>): Promise<string[]> {
    const names = (await ifThere(readdir(this.folder))) ?? []
    const keys: string[] = []
    for (const name of names) {
      const key = toKey(name) ?? (name.startsWith('.') ? undefined : await readKey(join(this.folder, name)))
      if (key !== undefined && toFileName(key) === name) keys.push(key)
    }
    return keys
  }

  /**
   * Writes a file and puts it into the place of a key's. When anything fails before, nothing was written.
   * @param key or what names it, while nobody else writes
   */
  async write(
    key: string | (() => Promise<string>),
    content: (file: FileHandle) => Promise<void>,
    step: Step,
  ): Promise<void> {
    await this.#prepare()
    const path = join(this.folder, `${temporaryPrefix}${newToken()}`)
    try {
      const file = await open(path, 'wx')
      try {
        await content(file)
        // Before its name: after a power cut there is no name without a content.
        await file.sync()
      } finally {
        await file.close()
      }
      await this.#lock.run(async () => {
        if (!(await step.check())) return
        await rename(path, this.pathOf(typeof key === 'string' ? key : await key()))
        step.made()
      })
    } finally {
      await rm(path, { force: true })
    }
    await this.#syncFolder()
  }

  /** Removes a key's file. */
  async remove(key: string, step: Step): Promise<void> {
    await this.#prepare()
    await this.#lock.run(async () => {
      if (!(await step.check())) return
      await rm(this.pathOf(key), { force: true })
      step.made()
    })
    await this.#syncFolder()
  }

  #prepare(): Promise<void> {
    this.#ready ??= this.#open().catch((error: unknown) => {
      this.#ready = undefined
      throw error
    })
    return this.#ready
  }

  async #open(): Promise<void> {
    await mkdir(this.folder, { recursive: true })
    const names = await readdir(this.folder)
    // Links of the lock mean nothing once it was let go after they were seen.
    const isLocked = (await ifThere(access(join(this.folder, lockName), constants.F_OK).then(() => true))) ?? false
    const isLeft = (name: string): boolean =>
      name.startsWith(temporaryPrefix)
        ? hasEnded(name.slice(temporaryPrefix.length))
        : name.startsWith(`${lockName}-`) && !isLocked
    for (const name of names.filter(isLeft)) await rm(join(this.folder, name), { force: true })
  }

  // Names are on the disk once the folder is. Source: https://man7.org/linux/man-pages/man2/fsync.2.html
  async #syncFolder(): Promise<void> {
    try {
      const folder = await open(this.folder, 'r')
      await folder.sync().finally(() => folder.close())
    } catch (error) {
      // Windows opens no folders.
      if (!['EISDIR', 'EPERM', 'EACCES', 'EINVAL'].includes(systemCodeOf(error) ?? '')) throw error
    }
  }
}
