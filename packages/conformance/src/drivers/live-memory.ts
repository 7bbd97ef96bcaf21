import assert from 'node:assert/strict'
import { setTimeout as delay } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

const mebibyte = 1024 * 1024

/** Watches how much of this process's memory is in use, garbage left out. */
export class LiveMemory {
  readonly #most: number
  readonly #collect: () => void
  readonly #start: number

  /** @param most bytes by which it may grow */
  constructor(most: number) {
    // https://nodejs.org/api/v8.html#v8setflagsfromstringflags
    setFlagsFromString('--expose-gc')
    this.#collect = runInNewContext('gc') as () => void
    this.#most = most
    this.#start = this.#used()
  }

  /** Asserts that the memory has not grown by more than it may. */
  async check(when: string): Promise<void> {
    let grown = this.#used() - this.#start
    // Buffers are freed a moment after they are collected.
    for (let tries = 0; grown > this.#most && tries < 5; tries += 1) {
      await delay(20)
      grown = this.#used() - this.#start
    }
    const said = `${Math.round(grown / mebibyte)} MiB more are in use ${when}`
    assert.ok(grown <= this.#most, `${said}; at most ${this.#most / mebibyte} MiB are allowed`)
  }

  #used(): number {
    this.#collect()
    const { arrayBuffers, heapUsed } = process.memoryUsage()
    return arrayBuffers + heapUsed
  }
}
