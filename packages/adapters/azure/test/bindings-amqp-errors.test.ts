import type { ServiceBusClient } from '@azure/service-bus'
import type { OutgoingMessage } from '@rove/core/adapter'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { errorCode } from '../src/bindings/amqp-error-code.ts'
import { serviceBusQueue, serviceBusTopic } from '../src/bindings/service-bus.ts'
import { openNative } from './cosmos.fixture.ts'
import { busClient, type Peer, startPeer } from './service-bus.fixture.ts'

const message = (text: string, more: Partial<OutgoingMessage> = {}): OutgoingMessage => ({
  text,
  delay: undefined,
  group: undefined,
  dedupeKey: undefined,
  ...more,
})

describe('what the real client of Service Bus throws', () => {
  let peer: Peer
  let client: ServiceBusClient
  beforeAll(async () => {
    peer = await startPeer()
  })
  afterEach(async () => {
    for (const name of ['queue', '$cbs']) peer.fault(name, undefined)
    await client.close()
  })
  afterAll(() => peer.stop())

  const codeOf = async (entity = 'queue'): Promise<string> => {
    client = busClient(peer)
    const driver = openNative(serviceBusQueue({ client }), entity)
    return driver.errorCode(
      await driver.send([message('a')]).then(
        () => expect.fail('it was sent'),
        (error: unknown) => error,
      ),
    )
  }

  it.each([
    ['ResourceExhausted', 'com.microsoft:server-busy', 'The request was terminated because the entity is throttled.'],
    ['ResourceExhausted', 'amqp:resource-limit-exceeded', 'The maximum entity size has been reached.'],
    ['InvalidArgument', 'amqp:link:message-size-exceeded', 'exceeds the limit'],
    ['InvalidArgument', 'amqp:not-allowed', 'The SessionId was not set on a message.'],
    ['PermissionDenied', 'amqp:unauthorized-access', 'Unauthorized access. Send claim(s) are required.'],
    ['NotFound', 'amqp:not-found', "The messaging entity 'queue' could not be found."],
    ['FailedPrecondition', 'com.microsoft:entity-disabled', 'The entity is disabled.'],
    ['DeadlineExceeded', 'com.microsoft:timeout', 'The operation did not complete.'],
    ['Unavailable', 'amqp:internal-error', 'The service was unable to process the request.'],
    ['Unavailable', 'amqp:connection:forced', 'The connection was closed by container.'],
  ] as const)('%s for a message that is refused with %s', async (code, condition, description) => {
    const entity = peer.add('queue')
    peer.fault('queue', { when: 'send', condition, description })
    expect([await codeOf(), entity.sent]).toEqual([code, []])
  })

  it.each([
    ['NotFound', 'amqp:not-found', "The messaging entity 'queue' could not be found."],
    ['PermissionDenied', 'amqp:unauthorized-access', 'Unauthorized access.'],
    ['FailedPrecondition', 'com.microsoft:entity-disabled', 'The entity is disabled.'],
  ] as const)('%s for a link that is refused with %s', async (code, condition, description) => {
    peer.fault('queue', { when: 'attach', condition, description })
    expect(await codeOf()).toBe(code)
  })

  it('NotFound for what is not there', async () => {
    expect(await codeOf('nothing')).toBe('NotFound')
  })

  it.each([
    ['PermissionDenied', '401 Unauthorized'],
    ['NotFound', "404 The messaging entity 'queue' could not be found."],
  ] as const)('%s for a claim that is answered with %s', async (code, description) => {
    peer.add('queue')
    peer.fault('$cbs', { when: 'send', condition: '', description })
    expect(await codeOf()).toBe(code)
  })

  it('Unavailable when the connection ends, and the same driver sends when it is back', async () => {
    const entity = peer.add('queue')
    client = busClient(peer)
    const driver = openNative(serviceBusQueue({ client }), 'queue')
    await driver.send([message('before')])
    peer.fault('queue', { when: 'cut' })
    const error = await driver.send([message('cut')]).catch((thrown: unknown) => thrown)
    expect(['Unavailable', 'DeadlineExceeded']).toContain(errorCode(error))
    peer.fault('queue', undefined)
    await driver.send([message('after')])
    expect(entity.sent.map(({ body }) => String(body.content))).toEqual(['before', 'after'])
  })

  it('DeadlineExceeded when nothing is answered', async () => {
    peer.add('queue')
    peer.fault('queue', { when: 'silence' })
    expect(await codeOf()).toBe('DeadlineExceeded')
  })

  it('Unavailable where nothing listens', async () => {
    const gone = await startPeer()
    await gone.stop()
    client = busClient(gone)
    const driver = openNative(serviceBusTopic({ client }), 'topic')
    const error = await driver.send([message('a')]).catch((thrown: unknown) => thrown)
    expect(driver.errorCode(error)).toBe('Unavailable')
  })
})
