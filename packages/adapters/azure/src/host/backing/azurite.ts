import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { startChild } from '@rove/core/host'

/** Azurite, running on free ports of this machine with nothing on disk. */
export interface Azurite {
  readonly connectionString: string
  stop(): Promise<void>
}

/** Azurite’s script; undefined where it is not installed. */
export const azuriteScript: string | undefined = findAzurite()

/** Starts Azurite with an account of its own. */
export async function startAzurite(script: string = azuriteScript ?? ''): Promise<Azurite> {
  const key = randomBytes(64).toString('base64')
  const endpoints = new Map<string, string>()
  let found: () => void = () => undefined
  const all = new Promise<void>((resolve) => {
    found = resolve
  })
  const host = ['blob', 'queue', 'table'].flatMap((service) => [
    `--${service}Host`,
    '127.0.0.1',
    `--${service}Port`,
    '0',
    // Azurite closes idle connections after 5 s, under load in the moment when they are used again.
    `--${service}KeepAliveTimeout`,
    '300',
  ])
  const folder = await mkdtemp(join(tmpdir(), 'rove-azurite-'))
  const child = startChild({
    name: 'Azurite',
    args: [script, '--skipApiVersionCheck', '--inMemoryPersistence', '--disableTelemetry', ...host],
    cwd: folder,
    env: { AZURITE_ACCOUNTS: `rove:${key}` },
    onLog: (line) => {
      const [, service, url] = /(Blob|Queue|Table) service is successfully listening at (http:\S+)/.exec(line) ?? []
      if (service !== undefined) endpoints.set(service, `${url}/rove`)
      if (endpoints.size === 3) found()
    },
  })
  const stop = async (): Promise<void> => {
    await child.stop()
    await rm(folder, { recursive: true, force: true })
  }
  try {
    await child.until(all, 60_000)
    const account = `DefaultEndpointsProtocol=http;AccountName=rove;AccountKey=${key};`
    const connectionString = [...endpoints].map(([service, url]) => `${service}Endpoint=${url};`).join('')
    return { connectionString: `${account}${connectionString}`, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

function findAzurite(): string | undefined {
  const require = createRequire(import.meta.url)
  try {
    const script = join(dirname(require.resolve('azurite/package.json')), 'dist', 'src', 'azurite.js')
    return existsSync(script) ? script : undefined
  } catch {
    // Whether they are installed is what was asked.
    return undefined
  }
}
