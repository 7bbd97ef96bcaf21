import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BackingOptions, BackingServices } from '@rove/core/adapter'
import { takeSent } from '../bindings/folder-sender.ts'

/**
 * The embedded services: a folder of its own for an app's values, objects, sent messages and secrets, which the drivers of
 * `@rove/local/bindings` find by `ROVE_DATA`. It is removed when they stop.
 */
export async function startServices({ app, resources }: BackingOptions): Promise<BackingServices> {
  const folder = await mkdtemp(join(tmpdir(), 'rove-services-'))
  const secrets = join(folder, 'secret')
  await mkdir(secrets)
  for (const { kind, name } of resources) {
    if (kind === 'secret') await writeFile(join(secrets, name), `the value of ${name}`)
  }
  return {
    name: 'a folder (embedded)',
    env: { ROVE_DATA: folder },
    async take({ kind, name }) {
      return kind === 'queue' || kind === 'topic' ? takeSent(folder, kind, `${app}-${name}`) : []
    },
    stop: () => rm(folder, { recursive: true, force: true }),
  }
}
