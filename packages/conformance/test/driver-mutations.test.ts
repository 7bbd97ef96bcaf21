import type { Driver, DriverKind } from '@rove/core/adapter'
import { describe, expect, it } from 'vitest'
import { bucketDriverSuite } from '../src/drivers/bucket/suite.ts'
import { kvDriverSuite } from '../src/drivers/kv/suite.ts'
import { type DriverCaseResult, type DriverSuite, openDriver, runDriverCase } from '../src/drivers/run.ts'
import { secretDriverSuite } from '../src/drivers/secret/suite.ts'
import { queueDriverSuite } from '../src/drivers/send/queue-suite.ts'
import { topicDriverSuite } from '../src/drivers/send/topic-suite.ts'
import type { DriverSubject } from '../src/drivers/subject.ts'
import { bucketDefects } from './drivers/bucket-defects.ts'
import type { DriverDefect } from './drivers/driver-defect.ts'
import { kvDefects } from './drivers/kv-defects.ts'
import { queueDefects, secretDefects, sendDefects } from './drivers/other-defects.ts'
import { bucketSubject, type Change, kvSubject, secretSubject, sendSubject } from './drivers/subjects.ts'

// The cases themselves are shown to pass without a defect by the suites' own test.
function caught<Kind extends DriverKind, Subject extends DriverSubject<Kind>, Bench, D extends Driver>(
  suite: DriverSuite<Kind, Subject, Bench>,
  defects: ReadonlyArray<DriverDefect<D>>,
  subjectOf: (other: { readonly change: Change<D> }) => Subject,
): void {
  describe.each(defects)(`a ${suite.kind} driver that $name`, ({ change, caughtBy }) => {
    it(`is caught by ${caughtBy.join(', ')}`, async () => {
      const results = await Promise.all(caughtBy.map((id) => resultOf(suite, id, subjectOf({ change }))))
      expect(results.filter(({ passed }) => passed).map(({ id }) => id)).toEqual([])
      for (const { error } of results) expect(String(error)).not.toMatch(/did not end within|TypeError/)
    }, 60_000)
  })
}

async function resultOf<Kind extends DriverKind, Subject extends DriverSubject<Kind>, Bench>(
  suite: DriverSuite<Kind, Subject, Bench>,
  id: string,
  subject: Subject,
): Promise<DriverCaseResult> {
  const one = suite.cases.find((each) => each.id === id)
  if (one === undefined) throw new Error(`There is no case "${id}".`)
  try {
    return await runDriverCase(one, suite, await openDriver(suite.kind, subject))
  } finally {
    await subject.close?.()
  }
}

const named = (kind: string): typeof sendDefects =>
  sendDefects.map((one) => ({ ...one, caughtBy: one.caughtBy.map((id) => `${kind}.${id}`) }))

caught(kvDriverSuite, kvDefects, kvSubject)
caught(bucketDriverSuite, bucketDefects, bucketSubject)
caught(queueDriverSuite, [...named('queue'), ...queueDefects], (other) => sendSubject<'queue'>(other))
caught(topicDriverSuite, named('topic'), (other) => sendSubject<'topic'>(other))
caught(secretDriverSuite, secretDefects, secretSubject)
