import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bucketSuite, kvSuite, queueSuite, secretSuite, topicSuite } from '@rove/conformance/vitest'
import { app, onEvent, onMessage, queue, topic } from '@rove/core'
import type { OpenResource } from '@rove/core/adapter'
import { afterAll } from 'vitest'
import { folderBucket, folderKv, folderSecret, memoryBucket, memoryKv } from '../../src/bindings/index.ts'
import { MemorySecret } from '../../src/bindings/memory-secret.ts'
import { ServicesSender } from '../../src/bindings/services-sender.ts'
import type { LocalMessage, LocalTopicRecord } from '../../src/index.ts'
import { type LocalClient, local } from '../../src/index.ts'

const resource: OpenResource = { name: 'store', native: 'store', ordered: false, env: {} }
const without = { 'signed-url': 'nothing on this machine serves objects' }

const folder = await mkdtemp(join(tmpdir(), 'rove-drivers-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

const values = memoryKv()
kvSuite({ name: 'memory', open: async () => values.open(resource), reopen: async () => values.open(resource) })

const openKv = async () => folderKv({ folder: join(folder, 'kv') }).open(resource)
kvSuite({ name: 'a folder', open: openKv, reopen: openKv })

const objects = memoryBucket()
bucketSuite({ name: 'memory', without, open: async () => objects.open(resource) })

const openBucket = async () => folderBucket({ folder: join(folder, 'bucket') }).open(resource)
bucketSuite({ name: 'a folder', without, open: openBucket, reopen: openBucket })

/** A client of an app that keeps what it is handed, as the service hands it over. */
function collecting(kind: 'queue' | 'topic'): { readonly client: LocalClient; receive(): Promise<string[]> } {
  const texts = new Map<string, string>()
  const take = (id: string, event: unknown): void => {
    const { records } = event as { readonly records: ReadonlyArray<LocalMessage & LocalTopicRecord> }
    for (const { body, data } of records) {
      const text = String(body ?? data)
      if (text.includes(id)) texts.set(id, text)
    }
  }
  const one =
    kind === 'queue'
      ? onMessage(queue('store'), ({ id }, { platform }) => take(id, platform.event))
      : onEvent(topic('store'), ({ id }, { platform }) => take(id, platform.event))
  const client = local(app('collecting', { one }))
  const receive = async (): Promise<string[]> => {
    await client.drain()
    const all = [...texts.values()]
    texts.clear()
    return all
  }
  return { client, receive }
}

for (const [kind, suite] of [
  ['queue', queueSuite],
  ['topic', topicSuite],
] as const) {
  const { client, receive } = collecting(kind)
  suite({ name: 'in-process', receive, open: async () => new ServicesSender(client.services, { kind, name: 'store' }) })
}

const secret = new MemorySecret()
secretSuite({ name: 'memory', open: async () => secret, write: async (value) => secret.write(value) })

// The environment is not among them: it cannot tell the same value set again from none.
const open = async () => folderSecret({ folder }).open({ ...resource, name: 'key' })
secretSuite({
  name: 'a folder',
  without: { versions: 'a file has only what it has now' },
  open,
  reopen: open,
  write: async (value) => {
    await writeFile(join(folder, 'key'), value)
    return (await (await open()).get(undefined))?.version ?? ''
  },
})
