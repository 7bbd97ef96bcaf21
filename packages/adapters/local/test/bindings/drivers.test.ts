import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bucketSuite, kvSuite, queueSuite, secretSuite, topicSuite } from '@rove/conformance/vitest'
import { app, onEvent, onMessage, queue, topic } from '@rove/core'
import type { OpenResource } from '@rove/core/adapter'
import { afterAll } from 'vitest'
import { folderBucketCapabilities, memoryBucketCapabilities } from '../../src/bindings/bucket-capabilities.ts'
import {
  folderBucket,
  folderKv,
  folderQueue,
  folderSecret,
  folderTopic,
  memoryBucket,
  memoryKv,
  takeSent,
} from '../../src/bindings/index.ts'
import { folderKvCapabilities, memoryKvCapabilities } from '../../src/bindings/kv-capabilities.ts'
import { MemorySecret } from '../../src/bindings/memory-secret.ts'
import { folderSecretCapabilities, memorySecretCapabilities } from '../../src/bindings/secret-capabilities.ts'
import {
  folderQueueCapabilities,
  folderTopicCapabilities,
  memoryQueueCapabilities,
  memoryTopicCapabilities,
} from '../../src/bindings/send-capabilities.ts'
import { ServicesSender } from '../../src/bindings/services-sender.ts'
import type { LocalMessage, LocalTopicRecord } from '../../src/index.ts'
import { type LocalClient, local } from '../../src/index.ts'

const resource: OpenResource = { name: 'store', native: 'store', ordered: false, env: {} }
const without = { 'signed-url': 'nothing on this machine serves objects' }

const folder = await mkdtemp(join(tmpdir(), 'rove-drivers-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

const values = memoryKv()
kvSuite({
  name: 'memory',
  capabilities: memoryKvCapabilities,
  open: async () => values.open(resource),
  reopen: async () => values.open(resource),
})

const openKv = async () => folderKv({ folder: join(folder, 'kv') }).open(resource)
kvSuite({ name: 'a folder', capabilities: folderKvCapabilities, open: openKv, reopen: openKv })

const objects = memoryBucket()
bucketSuite({
  name: 'memory',
  without,
  capabilities: memoryBucketCapabilities,
  open: async () => objects.open(resource),
})

const openBucket = async () => folderBucket({ folder: join(folder, 'bucket') }).open(resource)
bucketSuite({
  name: 'a folder',
  without,
  large: true,
  capabilities: folderBucketCapabilities,
  open: openBucket,
  reopen: openBucket,
})

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

function inProcess(kind: 'queue' | 'topic') {
  const { client, receive } = collecting(kind)
  return {
    name: 'in-process',
    receive,
    open: async () => new ServicesSender(client.services, { kind, name: 'store' }),
  }
}

queueSuite({ ...inProcess('queue'), capabilities: memoryQueueCapabilities })
topicSuite({ ...inProcess('topic'), capabilities: memoryTopicCapabilities })

const openQueue = async () => folderQueue({ folder }).open({ ...resource, ordered: true })
queueSuite({
  name: 'a folder',
  capabilities: folderQueueCapabilities,
  without: { dedupe: 'a key is only kept beside the message' },
  receive: () => takeSent(folder, 'queue', 'store'),
  open: openQueue,
  reopen: openQueue,
})

const openTopic = async () => folderTopic({ folder }).open(resource)
topicSuite({
  name: 'a folder',
  capabilities: folderTopicCapabilities,
  receive: () => takeSent(folder, 'topic', 'store'),
  open: openTopic,
  reopen: openTopic,
})

const secret = new MemorySecret()
secretSuite({
  name: 'memory',
  capabilities: memorySecretCapabilities,
  open: async () => secret,
  write: async (value) => secret.write(value),
})

// The environment is not among them: it cannot tell the same value set again from none.
const open = async () => folderSecret({ folder }).open({ ...resource, name: 'key' })
secretSuite({
  name: 'a folder',
  capabilities: folderSecretCapabilities,
  without: { versions: 'a file has only what it has now' },
  open,
  reopen: open,
  write: async (value) => {
    await writeFile(join(folder, 'key'), value)
    return (await (await open()).get(undefined))?.version ?? ''
  },
})
