import { expect, it } from 'vitest'
import { bucketDriverSuite } from '../src/drivers/bucket/suite.ts'
import { kvDriverSuite } from '../src/drivers/kv/suite.ts'
import { openDriver, runDriverCase } from '../src/drivers/run.ts'
import { secretDriverSuite } from '../src/drivers/secret/suite.ts'
import { queueDriverSuite } from '../src/drivers/send/queue-suite.ts'
import { topicDriverSuite } from '../src/drivers/send/topic-suite.ts'
import { bucketSuite, kvSuite, queueSuite, secretSuite, topicSuite } from '../src/vitest.ts'
import { poorBucket, poorKv, poorQueue, poorSecret, strictQueue } from './drivers/poor-drivers.ts'
import { bucketSubject, kvSubject, secretSubject, sendSubject } from './drivers/subjects.ts'

const no = 'it is poor'

kvSuite(kvSubject())
kvSuite(kvSubject({ change: poorKv, without: { expiry: no } }))
bucketSuite(bucketSubject())
bucketSuite(
  bucketSubject({
    change: poorBucket,
    without: { 'signed-url': no, metadata: no, 'if-absent': no, 'if-match': no, 'list.order': no },
  }),
)
queueSuite(sendSubject())
queueSuite(sendSubject({ change: poorQueue, without: { delay: no, order: no, dedupe: no } }))
queueSuite(sendSubject({ change: strictQueue, without: { delay: no, dedupe: no } }))
topicSuite(sendSubject())
secretSuite(secretSubject())
secretSuite(secretSubject({ change: poorSecret, without: { versions: no } }))

const suites = [kvDriverSuite, bucketDriverSuite, queueDriverSuite, topicDriverSuite, secretDriverSuite]

it('has cases with ids of their own, of their kind, with a reason that can be looked up', () => {
  const least = { kv: 40, bucket: 40, queue: 20, topic: 20, secret: 12 }
  for (const { kind, cases } of suites) {
    expect(cases.length).toBeGreaterThanOrEqual(least[kind])
    expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length)
    for (const { id, why, title } of cases) {
      expect(id).toMatch(/^[a-z]+(\.[a-z0-9-]+)+$/)
      expect(id.split('.')[0]).toBe(kind)
      expect(new URL(why).protocol).toBe('https:')
      expect(title).toMatch(/\.$/)
    }
  }
})

it('breaks when a service is said to be without what it has', async () => {
  const opened = await openDriver('kv', kvSubject({ without: { expiry: no } }))
  for (const one of kvDriverSuite.cases.filter(({ needs }) => needs === 'expiry')) {
    expect(await runDriverCase(one, kvDriverSuite, opened)).toMatchObject({ passed: false, without: 'expiry' })
  }
})

it('breaks when a service has not what it is not said to be without', async () => {
  const opened = await openDriver('secret', secretSubject({ change: poorSecret }))
  for (const one of secretDriverSuite.cases.filter(({ needs }) => needs === 'versions')) {
    expect(await runDriverCase(one, secretDriverSuite, opened)).toMatchObject({ passed: false, without: undefined })
  }
})

it('refuses what a kind of driver cannot be without', async () => {
  await expect(openDriver('topic', sendSubject<'topic'>({ without: { delay: no } }))).rejects.toThrow(
    'memory is said to be without delay; a topic can be without nothing.',
  )
})

it('fails a case that hangs, in its time', async () => {
  const opened = await openDriver('kv', kvSubject({ change: (one) => ({ ...one, get: () => new Promise(() => {}) }) }))
  const one = kvDriverSuite.cases.find(({ id }) => id === 'kv.get.missing')
  const result = one && (await runDriverCase(one, kvDriverSuite, opened, 200))
  expect(result).toMatchObject({ passed: false, error: { message: 'The case did not end within 200 ms.' } })
})
