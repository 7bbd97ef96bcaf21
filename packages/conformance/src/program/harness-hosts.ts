import { isRoveError } from '@rove/core'
import type { Host } from '@rove/core/adapter'
import type { Harness, HarnessStart } from '../harness.ts'
import { startDefaults } from '../run.ts'
import { within } from '../within.ts'
import type { ProcessOwner, ProcessWatch } from './process-watch.ts'
import type { Recorder } from './recorder.ts'

/** Milliseconds after which something is given up. */
export interface ProgramTimes {
  /** A case. Default: 20,000. */
  readonly case: number
  /** A host's start. Default: 120,000. */
  readonly start: number
  /** A host's stop, and what a harness leaves behind being removed. Default: 30,000. */
  readonly stop: number
  /** A host's answer to a request that is asked whether it is still there. Default: 5,000. */
  readonly alive: number
}

/** The times of a run. */
export const defaultTimes: ProgramTimes = { case: 20_000, start: 120_000, stop: 30_000, alive: 5000 }

/** Starts the hosts of one harness: each is recorded, and its processes are known. */
export class HarnessHosts {
  /** Who started processes in this case. */
  readonly ofCase: Set<ProcessOwner> = new Set()
  /** The harness as cases see it: what they start is watched. */
  readonly harness: Harness
  readonly #recorder: Recorder
  readonly #watch: ProcessWatch
  readonly #times: ProgramTimes
  readonly #original: Harness

  constructor(harness: Harness, { recorder, watch, times }: HostsParts) {
    this.#original = harness
    this.#recorder = recorder
    this.#watch = watch
    this.#times = times
    const start = (options: HarnessStart): Promise<Host> => {
      const owner = {}
      this.ofCase.add(owner)
      return this.#start(options, owner, false)
    }
    // Not a copy: a harness may be an object of a class.
    this.harness = Object.create(harness, { start: { value: start } }) as Harness
  }

  /** Starts the host that cases share. It rejects when that is not done in time, and ends what was begun. */
  async startShared(): Promise<Host> {
    const owner = {}
    const starting = this.#start(startDefaults, owner, true)
    try {
      return await within(this.#times.start, starting, 'The start')
    } catch (error) {
      starting.then((late) => late.stop()).catch(() => undefined)
      await this.#watch.endLeft(new Set([owner]), 0)
      throw error
    }
  }

  /** Whether a host still answers, whatever it says. A host without requests says so. */
  async isAlive(host: Host): Promise<boolean> {
    const over = new AbortController()
    const ask = async (): Promise<void> => {
      const answer = await host.send({ method: 'GET', target: '/', signal: over.signal })
      for await (const _ of answer?.body ?? []);
    }
    try {
      await within(this.#times.alive, ask())
      return true
    } catch (error) {
      return isRoveError(error) && error.code === 'Unimplemented'
    } finally {
      over.abort()
    }
  }

  async stop(host: Host): Promise<void> {
    await within(
      this.#times.stop,
      Promise.resolve().then(() => host.stop()),
      'The stop',
    )
  }

  async dispose(): Promise<void> {
    const work = Promise.resolve().then(() => this.#original.dispose?.())
    await within(this.#times.stop, work, 'The removal of what the start left behind')
  }

  async #start(options: HarnessStart, owner: ProcessOwner, isShared: boolean): Promise<Host> {
    const host: Host | undefined = await this.#watch.run(owner, async () => this.#original.start(options))
    if (typeof host?.send !== 'function') throw new Error(`start gave ${String(host)}, which is no host.`)
    return this.#recorder.watch(host, isShared)
  }
}

/** What {@link HarnessHosts} works with. */
export interface HostsParts {
  readonly recorder: Recorder
  readonly watch: ProcessWatch
  readonly times: ProgramTimes
}
