import type { DriverKind } from '@rove/core/adapter'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { bucketDriverSuite } from './bucket/suite.ts'
import { kvDriverSuite } from './kv/suite.ts'
import { type DriverSuite, type OpenedDriver, openDriver } from './run.ts'
import { secretDriverSuite } from './secret/suite.ts'
import { queueDriverSuite } from './send/queue-suite.ts'
import { topicDriverSuite } from './send/topic-suite.ts'
import type { DriverSubject, SecretSubject, SendSubject } from './subject.ts'
import { driverTests } from './tests.ts'

function register<Kind extends DriverKind, Subject extends DriverSubject<Kind>, Bench extends object>(
  suite: DriverSuite<Kind, Subject, Bench>,
  subject: Subject,
): void {
  describe(`${suite.kind} driver: ${subject.name}`, () => {
    let opened: OpenedDriver<Kind, Subject> | undefined
    beforeAll(async () => {
      opened = await openDriver(suite.kind, subject)
    }, 120_000)
    afterAll(() => subject.close?.(), 60_000)
    for (const { name, run } of driverTests(suite, subject)) {
      it(name, async () => {
        if (opened === undefined) throw new Error('The driver was not opened.')
        await run(opened)
      }, 60_000)
    }
  })
}

/**
 * Registers the cases of key-value stores with Vitest, on one driver.
 * @example kvSuite({ name: 'dynamodb on moto', open: async () => dynamodb({ client }).open(await freshTable()) })
 */
export function kvSuite(subject: DriverSubject<'kv'>): void {
  register(kvDriverSuite, subject)
}

/** Registers the cases of buckets with Vitest, on one driver. */
export function bucketSuite(subject: DriverSubject<'bucket'>): void {
  register(bucketDriverSuite, subject)
}

/** Registers the cases of queues with Vitest, on one driver. On a queue that keeps order every message has a group. */
export function queueSuite(subject: SendSubject<'queue'>): void {
  register(queueDriverSuite, subject)
}

/** Registers the cases of topics with Vitest, on one driver. */
export function topicSuite(subject: SendSubject<'topic'>): void {
  register(topicDriverSuite, subject)
}

/** Registers the cases of secrets with Vitest, on one driver. */
export function secretSuite(subject: SecretSubject): void {
  register(secretDriverSuite, subject)
}
