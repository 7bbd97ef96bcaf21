import { AsyncLocalStorage } from 'node:async_hooks'
import type { ChildProcess } from 'node:child_process'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { setTimeout as delay } from 'node:timers/promises'

/** Something that starts processes: a host. */
export type ProcessOwner = object

// https://nodejs.org/api/diagnostics_channel.html#event-child_process
const channel = 'child_process'

/** Knows which processes were started on behalf of what, and ends those that were left. */
export class ProcessWatch {
  readonly #owner = new AsyncLocalStorage<ProcessOwner>()
  readonly #started: { readonly child: ChildProcess; readonly owner: ProcessOwner | undefined }[] = []
  readonly #listener = (message: unknown): void => {
    const { process: child } = message as { readonly process: ChildProcess }
    this.#started.push({ child, owner: this.#owner.getStore() })
  }

  constructor() {
    subscribe(channel, this.#listener)
  }

  /** Runs what starts processes; they are the owner's, whenever they are started. */
  run<T>(owner: ProcessOwner, work: () => Promise<T>): Promise<T> {
    return this.#owner.run(owner, work)
  }

  /**
   * Ends the processes that still run, and tells which they were: `node server.js (1234)`.
   * @param owners whose; default: everyone's
   * @param grace milliseconds that those which are about to end are given
   */
  async endLeft(owners?: ReadonlySet<ProcessOwner>, grace: number = 2000): Promise<readonly string[]> {
    const isAsked = (owner: ProcessOwner | undefined): boolean =>
      owners === undefined || (owner !== undefined && owners.has(owner))
    const left = (): ChildProcess[] =>
      this.#started.filter(({ child, owner }) => isAsked(owner) && isRunning(child)).map(({ child }) => child)
    const untilNone = async (milliseconds: number): Promise<void> => {
      for (let waited = 0; left().length > 0 && waited < milliseconds; waited += 20) await delay(20)
    }
    await untilNone(grace)
    const ended = left()
    for (const child of ended) end(child)
    // Killed, but there until this process has heard of it.
    await untilNone(1000)
    return ended.map(({ spawnargs, pid }) => `${spawnargs.join(' ').slice(0, 200)} (${pid})`)
  }

  /** Ends every process at once, for an end of this one that waits for nothing. */
  endAll(): void {
    for (const { child } of this.#started) if (isRunning(child)) end(child)
  }

  close(): void {
    unsubscribe(channel, this.#listener)
  }
}

function isRunning({ pid, exitCode, signalCode, spawnargs }: ChildProcess): boolean {
  if (pid === undefined || exitCode !== null || signalCode !== null) return false
  // esbuild has one process for all builds, which ends with this one: https://esbuild.github.io/api/#stop
  return !spawnargs.some((argument) => argument.startsWith('--service='))
}

function end(child: ChildProcess): void {
  // The whole group, where it leads one; it is told by the refusal that it does not.
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
  } catch {
    child.kill('SIGKILL')
  }
  // What is dead may still hold this process by its pipes.
  child.unref()
}
