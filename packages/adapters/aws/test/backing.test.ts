import { app, bucket, empty, kv, onRequest, queue, resourcesOf, secret, text, topic } from '@rove/core'
import { open } from '@rove/core/adapter'
import { local } from '@rove/local'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { dynamodb } from '../src/bindings/dynamodb.ts'
import { s3 } from '../src/bindings/s3.ts'
import { secretsManager } from '../src/bindings/secrets-manager.ts'
import { sns } from '../src/bindings/sns.ts'
import { sqs } from '../src/bindings/sqs.ts'
import { startServices } from '../src/host/backing/start-services.ts'
import { hasMoto } from './moto.fixture.ts'

const use = {
  values: kv<number>('values').readWrite,
  files: bucket('files').readWrite,
  jobs: queue('jobs').sender,
  lines: queue('lines', { ordered: true }).sender,
  news: topic('news').publisher,
  key: secret('key').reader,
}

const all = app('all', {
  touch: onRequest('POST /', { use }, async (_request, { use }) => {
    await use.values.set('a', 1)
    await use.files.put('a', 'content')
    await use.jobs.send('job')
    await use.lines.send('line', { group: 'g' })
    await use.news.publish('news')
    return empty()
  }),
  read: onRequest('GET /', { use }, async (_request, { use }) =>
    text(
      `${(await use.values.get('a'))?.value} ${await (await use.files.get('a'))?.text()} ${(await use.key.get()).value}`,
    ),
  ),
})

describe.skipIf(!hasMoto('the backing services'))('the backing services of AWS', () => {
  beforeEach(() => void vi.stubEnv('AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED', 'true'))
  afterEach(() => void vi.unstubAllEnvs())

  it('have every resource of an app, found by their environment alone, and give out what was sent', async () => {
    const services = await startServices({ app: all.name, resources: resourcesOf(all) })
    if ('missing' in services) throw new Error(services.missing)
    try {
      for (const [name, value] of Object.entries(services.env)) vi.stubEnv(name, value)
      const client = local(all, { bindings: [dynamodb(), s3(), sqs(), sns(), secretsManager()] })
      expect((await client.request('/', { method: 'POST' })).status).toBe(204)
      expect(await (await client.request('/')).text()).toBe('1 content the value of key')
      const sent = async (kind: 'queue' | 'topic', name: string) =>
        (await services.take({ kind, name })).map((one) => open({ text: one })?.data)
      expect(await sent('queue', 'jobs')).toEqual(['job'])
      expect(await sent('queue', 'lines')).toEqual(['line'])
      expect(await sent('topic', 'news')).toEqual(['news'])
      expect(await sent('queue', 'jobs')).toEqual([])
    } finally {
      await services.stop()
      await services.stop()
    }
  })
})
