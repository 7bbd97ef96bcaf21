import type { Driver, DriverKind } from '@rove/core/adapter'
import { describe, expect, it } from 'vitest'
import { bucketDriverSuite } from '../src/drivers/bucket/suite.ts'
import { kvDriverSuite } from '../src/drivers/kv/suite.ts'
import { type DriverSuite, openDriver } from '../src/drivers/run.ts'
import { secretDriverSuite } from '../src/drivers/secret/suite.ts'
import { queueDriverSuite } from '../src/drivers/send/queue-suite.ts'
import { topicDriverSuite } from '../src/drivers/send/topic-suite.ts'
import type { DriverSubject } from '../src/drivers/subject.ts'
import { driverTests, runFaultCase } from '../src/drivers/tests.ts'
import type { DriverDefect } from './drivers/driver-defect.ts'
import { bucketFaultDefects, kvFaultDefects, secretFaultDefects, sendFaultDefects } from './drivers/fault-defects.ts'
import { wireSecretSubject, wireSendSubject } from './drivers/wire-send-subjects.ts'
import { wireBucketSubject, wireKvSubject } from './drivers/wire-subjects.ts'

async function failureOf<Kind extends DriverKind, Subject extends DriverSubject<Kind>, Bench extends object>(
  suite: DriverSuite<Kind, Subject, Bench>,
  id: string,
  subject: Subject,
): Promise<unknown> {
  const one = suite.faults.find((each) => each.id === id)
  if (one === undefined) throw new Error(`There is no case "${id}".`)
  try {
    return (await runFaultCase(one, suite, await openDriver(suite.kind, subject))).error
  } finally {
    await subject.close?.()
  }
}

function caught<Kind extends DriverKind, Subject extends DriverSubject<Kind>, Bench extends object, D extends Driver>(
  suite: DriverSuite<Kind, Subject, Bench>,
  defects: ReadonlyArray<DriverDefect<D>>,
  subjectOf: (change?: (driver: D) => D) => Subject,
): void {
  describe(`a ${suite.kind} driver whose service breaks`, () => {
    it.each(suite.faults.map(({ id }) => id))(
      'passes %s',
      async (id) => {
        expect(await failureOf(suite, id, subjectOf())).toBeUndefined()
      },
      60_000,
    )

    it.each(defects)(
      'is caught when it $name',
      async ({ change, caughtBy }) => {
        for (const id of caughtBy) {
          const failure = await failureOf(suite, id, subjectOf(change))
          expect(failure, id).toBeDefined()
          expect(String(failure)).not.toMatch(/did not end within|TypeError/)
        }
      },
      60_000,
    )
  })
}

const named = (kind: string): typeof sendFaultDefects =>
  sendFaultDefects.map((one) => ({ ...one, caughtBy: one.caughtBy.map((id) => `${kind}.${id}`) }))

caught(kvDriverSuite, kvFaultDefects, wireKvSubject)
caught(bucketDriverSuite, bucketFaultDefects, wireBucketSubject)
caught(queueDriverSuite, named('queue'), wireSendSubject<'queue'>)
caught(topicDriverSuite, named('topic'), wireSendSubject<'topic'>)
caught(secretDriverSuite, secretFaultDefects, wireSecretSubject)

describe('a case of faults that has nothing to test', () => {
  const idsOf = (subject: DriverSubject<'bucket'>): string[] =>
    driverTests(bucketDriverSuite, subject)
      .map(({ name }) => name.slice(0, name.indexOf(':')))
      .filter((id) => id.includes('.fault.'))

  it('is not run', async () => {
    const subject = wireBucketSubject()
    const { faults } = subject
    if (faults === undefined) throw new Error('The subject cannot be broken.')
    const { throttled, ...quiet } = faults
    expect(throttled).toBeDefined()
    const all = bucketDriverSuite.faults.map(({ id }) => id)
    expect(idsOf(subject)).toEqual(all)
    expect(idsOf({ ...subject, faults: quiet })).toEqual(all.filter((id) => !id.includes('throttled')))
    const poor = { ...subject, without: { 'if-absent': 'it is poor' } }
    expect(idsOf(poor)).toEqual(all.filter((id) => id !== 'bucket.fault.condition'))
    await subject.close?.()
  })
})
