import type { Host } from '@rove/core/adapter'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { callsOf, startEvents } from './deliveries.fixture.ts'

let host: Host
beforeAll(async () => {
  host = await startEvents()
})
afterAll(() => host.stop())

it('hands over the extension’s description of a record', async () => {
  const items = [{ body: '{"a":1}', attributes: { kind: 'x' }, group: 'key' }]
  await host.deliver({ trigger: 'message', to: 'records', via: 'kafka', items })
  const [call] = callsOf(host, 'kafka')
  expect(call?.input).toEqual({
    Offset: expect.any(Number),
    Partition: expect.any(Number),
    Topic: 'records',
    Timestamp: expect.stringMatching(/Z$/),
    Value: '{"a":1}',
    Key: 'key',
    Headers: [{ Key: 'kind', Value: 'eA==' }],
  })
  expect(call?.metadata).toMatchObject({ key: 'key', topic: 'records', headers: [{ key: 'kind', value: 'eA==' }] })
})

it('commits whatever becomes of a record', async () => {
  const items = [{ body: 'fail' }, { body: 'two' }]
  expect(await host.deliver({ trigger: 'message', to: 'records', items, maxAttempts: 5 })).toMatchObject([
    { outcome: 'dropped', attempts: 1 },
    { outcome: 'done', attempts: 1 },
  ])
})

it('hands over a batch of bytes', async () => {
  const items = [{ body: 'a' }, { body: new Uint8Array([255]) }]
  await host.deliver({ trigger: 'message', to: 'batches', items })
  const [call] = callsOf(host, 'kafka-many')
  expect(call?.input).toEqual(['hex:61', 'hex:ff'])
  expect(call?.metadata).toMatchObject({ topicArray: ['batches', 'batches'], keyArray: [null, null] })
})

it('delivers again, and holds up the partition, where host.json says so', async () => {
  const other = await startEvents({
    env: {
      AzureFunctionsJobHost__extensions__kafka__commitOnFailure: 'false',
      AzureFunctionsJobHost__extensions__kafka__maxRetries: '2',
    },
  })
  try {
    const items = [{ body: 'fail' }, { body: 'two' }]
    expect(await other.deliver({ trigger: 'message', to: 'records', items })).toMatchObject([
      { outcome: 'dropped', attempts: 3 },
      { outcome: 'done', attempts: 1 },
    ])
    const values = callsOf(other, 'kafka').map(({ input }) => (input as { readonly Value: string }).Value)
    expect(values).toEqual(['fail', 'fail', 'fail', 'two'])
  } finally {
    await other.stop()
  }
})
