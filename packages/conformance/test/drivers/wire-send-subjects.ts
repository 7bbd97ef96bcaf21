import type { OutgoingMessage, SecretDriver, SendDriver, SendResult } from '@rove/core/adapter'
import type { SecretSubject, SendSubject } from '../../src/drivers/subject.ts'
import { openMemorySecret } from './memory-secret.ts'
import { openMemorySender } from './memory-sender.ts'
import type { Change } from './subjects.ts'
import { callWire, serveWire } from './wire.ts'
import { faultsOf, head } from './wire-subjects.ts'

/** A queue or a topic in memory that is reached over HTTP; a change is of the driver. */
export function wireSendSubject<Kind extends 'queue' | 'topic'>(
  change: Change<SendDriver> = (one) => one,
): SendSubject<Kind> {
  const { driver, receive } = openMemorySender()
  const send = (messages: never): Promise<readonly SendResult[]> =>
    driver.send(messages as unknown as readonly OutgoingMessage[])
  const wire = serveWire({ send }, driver.errorCode)
  const driverAt = (endpoint: string): SendDriver => ({
    ...head,
    limits: driver.limits,
    send: (messages) => callWire(endpoint, 'send', [messages]),
  })
  return {
    name: 'memory on a wire',
    open: async () => driverAt((await wire).endpoint),
    receive,
    ...faultsOf<'queue' | 'topic'>(
      () => wire,
      async (endpoint) => change(driverAt(endpoint)),
    ),
  } as SendSubject<Kind>
}

/** A secret in memory that is reached over HTTP; a change is of the driver. */
export function wireSecretSubject(change: Change<SecretDriver> = (one) => one): SecretSubject {
  const { driver, write } = openMemorySecret()
  const get = (version: never): ReturnType<SecretDriver['get']> => driver.get(version ?? undefined)
  const wire = serveWire({ get }, driver.errorCode)
  const driverAt = (endpoint: string): SecretDriver => ({
    ...head,
    get: (version) => callWire(endpoint, 'get', [version]),
  })
  return {
    name: 'memory on a wire',
    open: async () => driverAt((await wire).endpoint),
    write,
    ...faultsOf<'secret'>(
      () => wire,
      async (endpoint) => change(driverAt(endpoint)),
    ),
  }
}
