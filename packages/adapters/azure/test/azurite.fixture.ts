import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { startChild } from '@rove/core/host'

/** Azurite, running on free ports of this machine with nothing on disk. */
export interface Azurite {
  readonly connectionString: string
  stop(): Promise<void>
}

/** Azurite's script; undefined where it, or the storage client, is not installed. */
export const azuriteScript: string | undefined = findAzurite()

/** Starts Azurite with an account of its own. */
export async function startAzurite(script: string): Promise<Azurite> {
  const key = randomBytes(64).toString('base64')
  let found: (address: string) => void = () => undefined
  const address = new Promise<string>((resolve) => {
    found = resolve
  })
  const host = ['blob', 'queue', 'table'].flatMap((service) => [
    `--${service}Host`,
    '127.0.0.1',
    `--${service}Port`,
    '0',
  ])
  const child = startChild({
    name: 'Azurite',
    args: [script, '--skipApiVersionCheck', '--inMemoryPersistence', '--disableTelemetry', ...host],
    cwd: await mkdtemp(join(tmpdir(), 'rove-azurite-')),
    env: { AZURITE_ACCOUNTS: `rove:${key}` },
    onLog: (line) => {
      const [, url] = /Queue service is successfully listening at (http:\S+)/.exec(line) ?? []
      if (url !== undefined) found(url)
    },
  })
  try {
    const endpoint = `${await child.until(address, 20_000)}/rove`
    const connectionString = `DefaultEndpointsProtocol=http;AccountName=rove;AccountKey=${key};QueueEndpoint=${endpoint};`
    return { connectionString, stop: () => child.stop() }
  } catch (error) {
    await child.stop(0)
    throw error
  }
}

function findAzurite(): string | undefined {
  const require = createRequire(import.meta.url)
  try {
    require.resolve('@azure/storage-queue')
    const script = join(dirname(require.resolve('azurite/package.json')), 'dist', 'src', 'azurite.js')
    return existsSync(script) ? script : undefined
  } catch {
    // Whether they are installed is what was asked.
    return undefined
  }
}
