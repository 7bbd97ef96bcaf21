import { spawn, spawnSync } from 'node:child_process'
import { createServer } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import type { DriverKind, DriverSource, Drivers } from '@rove/core/adapter'
import { closeServer, listenOnLoopback } from '@rove/core/host'

/** Moto, running on a free port of this machine. */
export interface Moto {
  readonly endpoint: string
  stop(): void
}

/** Whether moto is installed; says once what is skipped when it is not. */
export function hasMoto(what: string): boolean {
  if (spawnSync('moto_server', ['--help'], { stdio: 'ignore' }).status === 0) return true
  console.warn(`SKIPPED: ${what} on moto, because moto_server is not installed; to get it: pip install "moto[server]"`)
  return false
}

/** Starts moto, and waits until it answers. */
export async function startMoto(): Promise<Moto> {
  const port = await freePort()
  // When this process ends, however it does, the shell's input ends too, and the shell ends its whole group: moto, and a
  // launcher that may stand in front of it.
  const script = 'moto_server -H 127.0.0.1 -p "$0" & read -r _; kill -9 0'
  const shell = spawn('sh', ['-c', script, String(port)], { stdio: ['pipe', 'ignore', 'ignore'], detached: true })
  const endpoint = `http://127.0.0.1:${port}`
  const stop = (): void => void shell.stdin.end()
  for (let tries = 0; ; tries += 1) {
    const up = await fetch(`${endpoint}/moto-api/`).then(
      ({ ok }) => ok,
      () => false,
    )
    if (up) return { endpoint, stop }
    if (tries === 300) {
      stop()
      throw new Error('moto_server did not come up in 30 s.')
    }
    await delay(100)
  }
}

/** What a client of the SDK is made with, to reach a service on this machine. */
export function clientOptions(endpoint: string): {
  endpoint: string
  region: string
  credentials: { accessKeyId: string; secretAccessKey: string }
  maxAttempts: number
  forcePathStyle: boolean
} {
  return {
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
    forcePathStyle: true,
  }
}

/** Opens the driver of a resource. */
export function openNative<Kind extends DriverKind>(
  source: DriverSource<Kind>,
  native: string,
  ordered = false,
): Drivers[Kind] {
  return source.open({ name: 'resource', native, ordered, env: {} })
}

/** A port where nothing listens. */
export async function freePort(): Promise<number> {
  const server = createServer()
  const port = await listenOnLoopback(server)
  await closeServer(server)
  return port
}
