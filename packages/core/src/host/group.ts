import { spawn } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'

/** A program that starts others, which do not end with it. */
export interface GroupOptions {
  /** Shown in errors: `moto`. */
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  /** Asked ten times a second whether it is ready. */
  readonly isReady: () => Promise<boolean>
  /** Milliseconds. Default: 60,000. */
  readonly timeout?: number
}

/** A program, and everything it has started. */
export interface Group {
  /** Ends all of it. It can be called twice. */
  stop(): Promise<void>
}

/**
 * Starts a program in a process group of its own, and waits until it is ready. When this process ends, however it does, the
 * input of the shell in front of it ends too, and the shell ends the whole group.
 * @throws Error with what was printed, when it is not ready in time
 */
export async function startGroup({ name, command, args, isReady, timeout = 60_000 }: GroupOptions): Promise<Group> {
  // Some programs, gcloud among them, lead a group of their own.
  const script = '"$0" "$@" & read -r _; kill -9 -$! 2>/dev/null; kill -9 0'
  const shell = spawn('sh', ['-c', script, command, ...args], { stdio: ['pipe', 'pipe', 'pipe'], detached: true })
  let printed = ''
  for (const stream of [shell.stdout, shell.stderr]) stream.on('data', (chunk) => (printed += String(chunk)))
  const ended = new Promise<void>((resolve) => {
    shell.once('error', () => resolve())
    shell.once('close', () => resolve())
  })
  const stop = (): Promise<void> => {
    shell.stdin.end()
    return ended
  }
  for (let waited = 0; !(await isReady()); waited += 100) {
    if (waited >= timeout) {
      await stop()
      throw new Error(`${name} was not ready after ${timeout} ms. It printed:\n${printed || '(nothing)'}`)
    }
    await delay(100)
  }
  return { stop }
}

/** Whether an HTTP server answers at an address within a second, and says that all is well. */
export async function isAnswering(url: string): Promise<boolean> {
  const over = new AbortController()
  const timer = setTimeout(() => over.abort(), 1000)
  try {
    return (await fetch(url, { signal: over.signal })).ok
  } catch {
    // Not yet, which is what was asked.
    return false
  } finally {
    clearTimeout(timer)
    // The body is not read, and some never end theirs.
    over.abort()
  }
}
