import { link, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { ifThere, LocalError, systemCodeOf } from './local-error.ts'
import { hasEnded, newToken } from './owner.ts'

/** What the names of files that are no values begin with. */
export const temporaryPrefix = '.tmp-'
/** The lock of a folder. */
export const lockName = '.lock'

const patience = 30_000

// Those of one process wait in a row: only one of them asks the file system.
const rows = new Map<string, Promise<void>>()

/**
 * Lets one at a time work in a folder, whatever process it is in, and is let go when a process ends, however it ends.
 *
 * Node has no lock that the operating system lets go, so it is made of hard links, which are made once or not at all. The
 * file `.lock` has its owner's token in it. When that owner has ended, the file stays, and whoever is first to make
 * `.lock-<its token>` is the owner after it, and so on. Who lets go removes `.lock` before the others, and no token is
 * ever used twice: so whoever has made a link, and finds everything before it unchanged, owns the lock.
 */
export class FolderLock {
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
  }

  /** @throws LocalError `Unavailable` when another process does not let go */
  async run<T>(work: () => Promise<T>): Promise<T> {
    const before = rows.get(this.#folder)
    let leave: () => void = () => undefined
    const mine = new Promise<void>((resolve) => {
      leave = resolve
    })
    rows.set(this.#folder, mine)
    try {
      await before
      return await this.#own(work)
    } finally {
      leave()
      if (rows.get(this.#folder) === mine) rows.delete(this.#folder)
    }
  }

  async #own<T>(work: () => Promise<T>): Promise<T> {
    const chain = await this.#take()
    try {
      return await work()
    } finally {
      for (const name of chain) await rm(join(this.#folder, name), { force: true })
    }
  }

  /** The links that are to be removed in the end, in this order. */
  async #take(): Promise<readonly string[]> {
    const token = newToken()
    const own = join(this.#folder, `${temporaryPrefix}${token}`)
    await writeFile(own, token)
    try {
      const until = Date.now() + patience
      for (;;) {
        const chain = await this.#try(own)
        if (chain) return chain
        if (Date.now() > until) throw await this.#toError()
        await delay(1 + Math.random() * 8)
      }
    } finally {
      await rm(own, { force: true })
    }
  }

  async #try(own: string): Promise<readonly string[] | undefined> {
    const chain = [lockName]
    const tokens: string[] = []
    while (!(await makeLink(own, join(this.#folder, chain.at(-1) as string)))) {
      const token = await this.#read(chain.at(-1) as string)
      if (token === undefined || !hasEnded(token)) return undefined
      chain.push(`${lockName}-${token}`)
      tokens.push(token)
    }
    for (const [index, token] of tokens.entries()) {
      if ((await this.#read(chain[index] as string)) === token) continue
      await rm(join(this.#folder, chain.at(-1) as string), { force: true })
      return undefined
    }
    return chain
  }

  #read(name: string): Promise<string | undefined> {
    return ifThere(readFile(join(this.#folder, name), 'utf8'))
  }

  async #toError(): Promise<LocalError> {
    const pid = (await this.#read(lockName))?.split('.')[1] ?? 'unknown'
    const what = `${this.#folder} has been locked by another process (${pid}) for ${patience} ms`
    return new LocalError('Unavailable', `${what}; if it is gone, remove ${lockName} there.`)
  }
}

async function makeLink(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to)
    return true
  } catch (error) {
    if (systemCodeOf(error) === 'EEXIST') return false
    throw error
  }
}
