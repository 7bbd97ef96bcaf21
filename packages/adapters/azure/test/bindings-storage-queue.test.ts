import { QueueClient } from '@azure/storage-queue'
import type { OutgoingMessage } from '@rove/core/adapter'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { storageQueue } from '../src/bindings/storage-queue.ts'
import { type Azurite, hasAzurite, startAzurite } from './azurite.fixture.ts'
import { accountAt, openNative, startService } from './storage.fixture.ts'

const message = (text: string, delay?: number): OutgoingMessage => ({
  text,
  delay,
  group: undefined,
  dedupeKey: undefined,
})

describe.skipIf(!hasAzurite('Storage Queue'))('Storage Queue, on Azurite', () => {
  let azurite: Azurite

  beforeAll(async () => {
    azurite = await startAzurite()
  }, 60_000)
  afterAll(() => azurite?.stop())

  async function open(name: string) {
    const queue = new QueueClient(azurite.connectionString, name)
    await queue.create()
    return { queue, driver: openNative(storageQueue(), name, azurite.connectionString) }
  }

  it('writes base64 of UTF-8, which the host reads, and messages that never expire', async () => {
    const { queue, driver } = await open('plain')
    const [sent] = await driver.send([message('größe {"a":1}')])
    const { receivedMessageItems } = await queue.receiveMessages()
    const [found] = receivedMessageItems
    expect(sent).toEqual({ id: found?.messageId })
    expect(Buffer.from(found?.messageText ?? '', 'base64').toString()).toBe('größe {"a":1}')
    expect(found?.expiresOn.getUTCFullYear()).toBe(9999)
  })

  it('delays a message by up to seven days', async () => {
    const { queue, driver } = await open('late')
    const results = await driver.send([message('later', driver.limits.delay), message('now')])
    expect(results.every((result) => 'id' in result)).toBe(true)
    const { receivedMessageItems } = await queue.receiveMessages({ numberOfMessages: 32 })
    expect(receivedMessageItems.map(({ messageText }) => Buffer.from(messageText, 'base64').toString())).toEqual([
      'now',
    ])
    expect((await queue.getProperties()).approximateMessagesCount).toBe(2)
  })

  it('says of each message what became of it, and throws when none was sent', async () => {
    const { driver } = await open('parts')
    const large = message('x'.repeat(driver.limits.message + 1))
    const results = await driver.send([message('a'), large, message('x'.repeat(driver.limits.message))])
    expect(results.map((one) => ('id' in one ? 'sent' : driver.errorCode(one.error)))).toEqual([
      'sent',
      'InvalidArgument',
      'sent',
    ])
    const none = openNative(storageQueue(), 'no-such-queue', azurite.connectionString)
    const error = await none.send([message('a'), message('b')]).catch((thrown: unknown) => thrown)
    expect(none.errorCode(error)).toBe('NotFound')
  })

  it('sends a hundred messages in their places', async () => {
    const { queue, driver } = await open('hundred')
    const results = await driver.send(Array.from({ length: 100 }, (_, at) => message(String(at))))
    const places = new Map(results.map((result, at) => ['id' in result ? result.id : '', String(at)]))
    const texts: string[] = []
    for (let round = 0; round < 4; round += 1) {
      const { receivedMessageItems } = await queue.receiveMessages({ numberOfMessages: 32 })
      for (const { messageId, messageText } of receivedMessageItems) {
        expect(Buffer.from(messageText, 'base64').toString()).toBe(places.get(messageId))
        texts.push(messageText)
      }
    }
    expect(new Set(texts).size).toBe(100)
  })
})

describe('a storage queue', () => {
  const env = { AzureWebJobsStorage: 'UseDevelopmentStorage=true' }

  it('is refused where order is asked for, and for names that the service does not take', () => {
    const open = (native: string, ordered: boolean) => storageQueue().open({ name: 'jobs', native, ordered, env })
    expect(() => open('jobs', true)).toThrow(
      /"jobs" is ordered, and Storage Queue keeps no order. Use serviceBusQueue\(\)/,
    )
    for (const bad of ['Jobs', 'a', 'a_b', 'a--b', '-ab']) expect(() => open(bad, false)).toThrow(/no name for Storage/)
    expect(open('shop-jobs', false).native).toMatchObject({ name: 'shop-jobs' })
  })

  it('asks once for each message, also when the service is busy', async () => {
    const service = await startService()
    const driver = openNative(storageQueue(), 'queue', accountAt(service.endpoint))
    service.replies.push({ status: 503, headers: { 'x-ms-error-code': 'ServerBusy' } })
    const error = await driver.send([message('a'), message('b')]).catch((thrown: unknown) => thrown)
    expect([driver.errorCode(error), service.asked.length]).toEqual(['ResourceExhausted', 2])
    await service.stop()
  })
})
