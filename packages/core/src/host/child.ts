import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'

/** What runs as a process of its own. */
export interface ChildOptions {
  /** Shown in errors: `functions-framework`. */
  readonly name: string
  /** Arguments of `node`, the script first. */
  readonly args: readonly string[]
  readonly cwd?: string
  /** Added to a minimal environment (PATH, HOME, TMPDIR); nothing else of this process leaks into the function. */
  readonly env?: Readonly<Record<string, string>>
  /** Gets each line of standard output and error. */
  readonly onLog?: (line: string) => void
  /** Opens an IPC channel when given, and gets what arrives on it. */
  readonly onMessage?: (message: unknown) => void
}

/** A process that a host started. */
export interface Child {
  readonly process: ChildProcess
  /** Everything printed so far, a line each. */
  readonly lines: readonly string[]
  /** Settles when the process has ended; says with what. */
  readonly ended: Promise<string>
  /** Waits until `ready` settles; rejects with what was printed when the process ends, or the time is over, first. */
  until<T>(ready: Promise<T>, milliseconds: number): Promise<T>
  /** Sends SIGTERM, and SIGKILL when the process is still there after `grace` milliseconds (default 2,000). */
  stop(grace?: number): Promise<void>
}

/** Starts `node` with a script, on this Node, and keeps what it prints. */
export function startChild(options: ChildOptions): Child {
  const { PATH = '', HOME = '', TMPDIR } = process.env
  const child = spawn(process.execPath, [...options.args], {
    cwd: options.cwd,
    env: { PATH, HOME, ...(TMPDIR ? { TMPDIR } : {}), ...options.env },
    stdio: ['ignore', 'pipe', 'pipe', ...(options.onMessage ? (['ipc'] as const) : [])],
  })
  const lines: string[] = []
  const keep = (line: string): void => {
    lines.push(line)
    options.onLog?.(line)
  }
  for (const stream of [child.stdout, child.stderr]) if (stream) createInterface({ input: stream }).on('line', keep)
  if (options.onMessage) child.on('message', options.onMessage)
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('close', (code, signal) => resolve(signal ? `signal ${signal}` : `exit code ${code}`))
  })
  const kill = (): void => void child.kill('SIGKILL')
  // A host that is not stopped must not outlive the process that started it.
  process.once('exit', kill)
  ended.then(() => process.off('exit', kill))
  return {
    process: child,
    lines,
    ended,
    until: (ready, milliseconds) => untilReady({ name: options.name, lines, ended, ready, milliseconds }),
    async stop(grace = 2000) {
      child.kill('SIGTERM')
      const late = new AbortController()
      const timer = delay(grace, undefined, { signal: late.signal }).then(kill, () => undefined)
      await ended
      late.abort()
      await timer
    },
  }
}

interface Waiting<T> {
  readonly name: string
  readonly lines: readonly string[]
  readonly ended: Promise<string>
  readonly ready: Promise<T>
  readonly milliseconds: number
}

async function untilReady<T>({ name, lines, ended, ready, milliseconds }: Waiting<T>): Promise<T> {
  const over = new AbortController()
  const tail = (): string => lines.slice(-20).join('\n') || '(it printed nothing)'
  const failure = Promise.race([
    ended.then((how) => `${name} ended (${how}) before it was ready.`),
    delay(milliseconds, undefined, { signal: over.signal }).then(
      () => `${name} was not ready after ${milliseconds} ms.`,
    ),
  ]).then((why) => {
    throw new Error(`${why} It printed:\n${tail()}`)
  })
  failure.catch(() => undefined)
  try {
    return await Promise.race([ready, failure])
  } finally {
    over.abort()
  }
}
