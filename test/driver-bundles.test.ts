import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { target as aws } from '@rove/aws/target'
import { target as azure } from '@rove/azure/target'
import type { Resource } from '@rove/core'
import { target as gcp } from '@rove/gcp/target'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

// What each driver's own SDK is; everything else of these vendors is somebody else's.
const sdks: Readonly<Record<string, string>> = {
  '@rove/aws/dynamodb': '@aws-sdk/client-dynamodb',
  '@rove/aws/s3': '@aws-sdk/client-s3',
  '@rove/aws/sqs': '@aws-sdk/client-sqs',
  '@rove/aws/sns': '@aws-sdk/client-sns',
  '@rove/aws/secrets-manager': '@aws-sdk/client-secrets-manager',
  '@rove/aws/ssm': '@aws-sdk/client-ssm',
  '@rove/azure/blob': '@azure/storage-blob',
  '@rove/azure/cosmos': '@azure/cosmos',
  '@rove/azure/event-grid': '@azure/eventgrid',
  '@rove/azure/key-vault': '@azure/keyvault-secrets',
  '@rove/azure/service-bus': '@azure/service-bus',
  '@rove/azure/storage-queue': '@azure/storage-queue',
  '@rove/azure/tables': '@azure/data-tables',
  '@rove/gcp/cloud-storage': '@google-cloud/storage',
  '@rove/gcp/cloud-tasks': '@google-cloud/tasks',
  '@rove/gcp/firestore': '@google-cloud/firestore',
  '@rove/gcp/pubsub': '@google-cloud/pubsub',
  '@rove/gcp/secret-manager': '@google-cloud/secret-manager',
}

const exportsOf: Readonly<Record<string, readonly string[]>> = {
  '@rove/aws/ssm': ['ssm'],
  '@rove/azure/tables': ['tables'],
  '@rove/azure/service-bus': ['serviceBusQueue'],
  '@rove/gcp/cloud-tasks': ['cloudTasks'],
}

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(import.meta.dirname, '.driver-bundles-'))
  await writeFile(join(folder, 'app.ts'), "import { app } from '@rove/core'\nexport default app('shop', {})\n")
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** The packages that are in the bundle of an entry. */
async function packagesIn(entry: string): Promise<Set<string>> {
  const { metafile } = await build({
    stdin: { contents: entry, resolveDir: folder, loader: 'ts' },
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'esm',
    conditions: ['@rove/source', 'module'],
    external: ['@azure/functions-core', '@google-cloud/functions-framework'],
    logLevel: 'silent',
  })
  const paths = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.keys(inputs))
  return new Set(
    paths
      .flatMap((path) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? [])
      .filter((name) => name !== ''),
  )
}

const kinds = ['kv', 'bucket', 'queue', 'topic', 'secret'] as const
const all = new Set(Object.values(sdks))

it.each(Object.keys(sdks))(
  '%s gives the vendor’s client of its own service, and of no other',
  async (module) => {
    const { native } = (await import(module)) as { native(client: object): unknown }
    expect(() => native({})).toThrow('it is no client of context.use')
  },
  60_000,
)

describe.each([
  ['aws', aws],
  ['azure', azure],
  ['gcp', gcp],
])('the bundle for %s', (_, target) => {
  it.each(kinds)(
    'of an app that uses one %s has that SDK alone',
    async (kind) => {
      const resources: Resource[] = [{ kind, name: 'things' }]
      const entry = target.entry({ appModule: './app.ts', name: 'shop', resources })
      const module = Object.keys(sdks).find((one) => entry.includes(`'${one}'`))
      const found = [...(await packagesIn(entry))].filter((name) => all.has(name))
      expect(found).toEqual([sdks[module ?? '']])
    },
    60_000,
  )

  it('of an app that uses nothing has none', async () => {
    const found = await packagesIn(target.entry({ appModule: './app.ts', name: 'shop', resources: [] }))
    expect([...found].filter((name) => all.has(name))).toEqual([])
  })
})

it.each(Object.entries(exportsOf))(
  '%s, which no target chooses by itself, has its SDK alone',
  async (module, [name]) => {
    const found = await packagesIn(`import { ${name} } from '${module}'\nexport default ${name}()`)
    expect([...found].filter((one) => all.has(one))).toEqual([sdks[module]])
  },
  60_000,
)
