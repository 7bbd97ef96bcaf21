import { describe, expect, it } from 'vitest'
import type { OutgoingMessage, SendDriver } from '../src/adapter/index.ts'
import { open } from '../src/adapter/index.ts'
import { type ErrorCode, type Queue, queue, type Schema, topic } from '../src/index.ts'
import { connect, refusal, scope } from './client.fixture.ts'
import { memorySender, ServiceError } from './drivers.fixture.ts'

describe('a queue', () => {
  const even: Schema<number> = {
    '~standard': {
      version: 1,
      vendor: 'test',
      validate: (value) => (value === 1 ? { issues: [{ message: 'odd' }] } : { value: value as number }),
    },
  }
  const jobs: Queue = queue('jobs')
  const lane: Queue = queue('lane', { ordered: true })

  it('sends envelopes, and gives the id that the receiver will see', async () => {
    const driver = memorySender()
    const { id } = await connect(jobs.sender, driver).send(
      { n: 1 },
      { attributes: { a: 'b' }, delay: '1500ms', dedupeKey: 'd' },
    )
    const sent = driver.batches[0]?.[0] as OutgoingMessage
    expect(sent).toMatchObject({ delay: 2, dedupeKey: 'd', group: undefined })
    expect(open(sent)).toMatchObject({
      id,
      data: { n: 1 },
      attributes: { a: 'b' },
      traceparent: scope.trace.traceparent,
    })
  })

  it('cuts batches as the service takes them, and tells which messages did not go', async () => {
    const driver = memorySender()
    const list = Array.from({ length: 25 }, (_, index) => ({ body: index === 12 ? 'unlucky' : index }))
    const { ids, failed } = await connect(jobs.sender, driver).sendBatch(list)
    expect(driver.batches.flat()).toHaveLength(25)
    for (const batch of driver.batches) {
      expect(batch.length).toBeLessThanOrEqual(10)
      expect(batch.reduce((sum, { text }) => sum + text.length, 0)).toBeLessThanOrEqual(3000)
    }
    expect(ids.filter((id) => id === undefined)).toHaveLength(1)
    expect(failed).toMatchObject([
      { index: 12, error: { code: 'Unavailable', provider: 'memory', operation: 'queue.send jobs' } },
    ])
  })

  it('tells all messages of a batch that failed as a whole, and sends the other batches', async () => {
    const driver = memorySender([new ServiceError('PermissionDenied')])
    const { ids, failed } = await connect(jobs.sender, driver).sendBatch(
      Array.from({ length: 12 }, (_, body) => ({ body })),
    )
    expect(failed.length).toBeGreaterThan(0)
    expect(ids.map((id) => id !== undefined)).toEqual([
      ...failed.map(() => false),
      ...driver.batches.flat().map(() => true),
    ])
  })

  it.each([
    ['what its schema refuses', queue('jobs', { schema: even }), 1, {}, /value for queue.send jobs is not valid: odd/],
    [
      'what is too large',
      jobs,
      'x'.repeat(3000),
      {},
      /a message of memory has at most 2000\. Put the content into a bucket/,
    ],
    ['too long a delay', jobs, 1, { delay: '1h' as const }, /delays a message by at most 900 seconds/],
    ['a message without a group, when it is ordered', lane, 1, {}, /say which group/],
    [
      'an attribute that is no text',
      jobs,
      1,
      { attributes: { a: 1 as never } },
      /attribute "a" must have a name and be a text/,
    ],
  ])('refuses %s', async (_, resource, body, options, why) => {
    const driver = memorySender()
    await expect(connect(resource.sender as Queue['sender'], driver).send(body, options)).rejects.toEqual(
      refusal('InvalidArgument', why),
    )
    expect(driver.batches).toEqual([])
  })

  it('sends again what was refused one by one, when nothing was taken, and tells of each', async () => {
    const calls: Array<readonly ErrorCode[]> = [
      ['ResourceExhausted', 'InvalidArgument'],
      ['Unavailable', 'InvalidArgument'],
      ['InvalidArgument', 'Unavailable'],
      ['Unavailable', 'Unavailable'],
    ]
    let call = 0
    const send: SendDriver['send'] = async () =>
      calls[call++]?.map((code) => ({ error: new ServiceError(code, code) })) ?? []
    const driver = { ...memorySender(), send }
    const { failed } = await connect(jobs.sender, driver).sendBatch([{ body: 1 }, { body: 2 }])
    expect([call, failed.map(({ error }) => error.code)]).toEqual([3, ['InvalidArgument', 'Unavailable']])
  })

  it('says what a service cannot do', async () => {
    const driver = { ...memorySender(), limits: { ...memorySender().limits, delay: 0 } }
    await expect(connect(jobs.sender, driver).send(1, { delay: '1s' })).rejects.toEqual(
      refusal('Unimplemented', /memory cannot delay messages/),
    )
  })

  it('sends to an ordered queue with a group, and publishes several events', async () => {
    const driver = memorySender()
    await connect(lane.sender, driver).send(1, { group: 'g' })
    expect(driver.batches[0]?.[0]?.group).toBe('g')
    const { ids, failed } = await connect(topic('news').publisher, driver).publishBatch([
      { data: 1 },
      { data: 2, type: 't' },
    ])
    expect([ids.length, failed]).toEqual([2, []])
  })
})
