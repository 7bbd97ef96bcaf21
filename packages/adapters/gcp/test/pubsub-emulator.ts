import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'

/** The Pub/Sub emulator of the Google Cloud SDK, with its REST interface. */
export interface Emulator {
  /** Calls its REST interface, below `/v1/projects/demo`. It rejects when the answer is no success. */
  call(method: string, path: string, body?: object): Promise<Record<string, unknown>>
  stop(): Promise<void>
}

/** Why the emulator cannot be started here; undefined when it can. */
export function missingEmulator(): string | undefined {
  const { status, stdout } = spawnSync('gcloud', ['version', '--format=json'], { encoding: 'utf8' })
  if (status !== 0) return 'gcloud is not installed (https://cloud.google.com/sdk/docs/install)'
  const hasEmulator = stdout.includes('"pubsub-emulator"') && stdout.includes('"beta"')
  return hasEmulator ? undefined : 'its emulator is not installed (gcloud components install beta pubsub-emulator)'
}

/** Starts the emulator in a process group of its own: to stop `gcloud` alone would leave its Java child running. */
export async function startEmulator(): Promise<Emulator> {
  const port = await freePort()
  const args = ['beta', 'emulators', 'pubsub', 'start', `--host-port=127.0.0.1:${port}`, '--project=demo', '--quiet']
  const child = spawn('gcloud', args, { detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (printed += String(chunk)))
  const stop = (): Promise<void> => stopGroup(child)
  const url = `http://127.0.0.1:${port}`
  for (let round = 0; !(await isUp(url)); round += 1) {
    if (child.exitCode !== null || round > 300) {
      await stop()
      throw new Error(`The Pub/Sub emulator did not start. It printed:\n${printed}`)
    }
    await delay(100)
  }
  return { call: (method, path, body) => call(`${url}/v1/projects/demo${path}`, method, body), stop }
}

async function call(url: string, method: string, body: object | undefined): Promise<Record<string, unknown>> {
  const answer = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${method} ${url} answered ${answer.status}: ${text}`)
  return JSON.parse(text) as Record<string, unknown>
}

async function isUp(url: string): Promise<boolean> {
  return fetch(url).then(
    (answer) => answer.ok,
    () => false,
  )
}

async function stopGroup(child: ChildProcess): Promise<void> {
  if (child.pid === undefined) return
  const ended = new Promise((resolve) => child.once('close', resolve))
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch (error) {
    // The whole group has ended by itself.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
  if (child.exitCode === null && child.signalCode === null) await ended
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}
