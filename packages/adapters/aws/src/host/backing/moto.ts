import { spawnSync } from 'node:child_process'
import { freePort, type Group, isAnswering, startGroup } from '@rove/core/host'

/** Moto, running on a free port of this machine. */
export interface Moto extends Group {
  readonly endpoint: string
}

/** Whether moto is installed. */
export function hasMoto(): boolean {
  return spawnSync('moto_server', ['--help'], { stdio: 'ignore' }).status === 0
}

/** Starts moto, and waits until it answers. A launcher may stand in front of it. */
export async function startMoto(): Promise<Moto> {
  const port = await freePort()
  const endpoint = `http://127.0.0.1:${port}`
  const group = await startGroup({
    name: 'moto',
    command: 'moto_server',
    args: ['-H', '127.0.0.1', '-p', String(port)],
    isReady: () => isAnswering(`${endpoint}/moto-api/`),
  })
  return { endpoint, stop: () => group.stop() }
}
