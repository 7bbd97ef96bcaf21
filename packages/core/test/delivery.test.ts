import { describe, expect, it } from 'vitest'
import { rejectFailures, seal } from '../src/adapter/index.ts'
import {
  app,
  deadLetter,
  done,
  type EventContext,
  type EventHandler,
  type EventMiddleware,
  type Message,
  onMessage,
  queue,
  RoveError,
  retry,
  type Schema,
} from '../src/index.ts'
import { delivering, jobs, message } from './delivery.fixture.ts'

const one = async (handler: EventHandler<Message>, options?: Parameters<typeof delivering>[1]) => {
  const { deliver, logs } = delivering(app('shop', { work: onMessage(jobs, handler) }), options)
  const [outcome] = await deliver({ deliveries: [message('m-1', { n: 1 })] })
  return { outcome, logs }
}

describe('what a handler does', () => {
  it.each([
    ['returns nothing', () => undefined, { kind: 'done' }],
    ['returns something', () => ({ kind: 'retry' }) as never, { kind: 'done' }],
    ['returns done()', () => done(), { kind: 'done' }],
    ['returns a result', async () => done(7), { kind: 'done', result: 7 }],
    ['returns retry()', () => retry(), { kind: 'retry' }],
    ['returns retry({ after })', async () => retry({ after: '30s' }), { kind: 'retry', after: 30_000 }],
    ['returns deadLetter()', () => deadLetter('no'), { kind: 'dead-letter', reason: 'no' }],
  ])('when it %s', async (_, handler, outcome) => {
    expect((await one(handler)).outcome).toEqual(outcome)
  })

  it.each([
    ['an Error', new Error('boom'), 'boom'],
    ['undefined', undefined, 'A value that is not an Error was thrown: undefined'],
    ['a text', 'boom', 'A value that is not an Error was thrown: "boom"'],
    ['a frozen object', Object.freeze({}), 'A value that is not an Error was thrown: [object Object]'],
    ['an error of ours', new RoveError('NotFound', 'gone'), 'gone'],
    // To throw an outcome is still to throw.
    ['an outcome', done(), 'A value that is not an Error was thrown: [object Object]'],
  ])('a throw of %s is a retry, and is logged', async (_, thrown, text) => {
    const { outcome, logs } = await one(() => {
      throw thrown
    })
    expect(outcome).toEqual({ kind: 'retry', error: thrown })
    expect(logs).toMatchObject([
      { level: 'error', message: text, function: 'work', fields: { event: 'm-1', attempt: 1 } },
    ])
  })

  it('to ask for a retry is a warning, to give up an error with the reason, to be done says nothing', async () => {
    expect((await one(() => retry({ after: 5 }))).logs).toMatchObject([{ level: 'warn', fields: { after: 5 } }])
    expect((await one(() => deadLetter('no courier'))).logs).toMatchObject([
      { level: 'error', message: 'given up: no courier' },
    ])
    expect((await one(() => done())).logs).toEqual([])
  })

  it('that exceeds the function’s own timeout is retried, where the provider has no deadline', async () => {
    const work = onMessage(jobs, { timeout: 20 }, () => new Promise<never>(() => undefined))
    const outcomes = await delivering(app('shop', { work })).deliver({ deliveries: [message('m-1')] })
    expect(outcomes).toMatchObject([{ kind: 'retry', error: { code: 'DeadlineExceeded' } }])
  })

  it('that never ends is retried before the deadline, and the log names it', async () => {
    const { outcome, logs } = await one(() => new Promise<never>(() => undefined), { deadlineIn: 50 })
    expect(outcome).toMatchObject({ kind: 'retry', error: { code: 'DeadlineExceeded' } })
    expect(logs[0]?.message).toBe('The function "work" did not finish before its deadline.')
  })
})

describe('what a handler gets', () => {
  it('is a message with all its fields, and a context that tells deliveries apart', async () => {
    const seen: Array<[Message, EventContext]> = []
    const { deliver } = delivering(
      app('shop', { work: onMessage(jobs, (event, context) => void seen.push([event, context])) }),
    )
    const more = { attempt: 3, group: 'g', time: '2026-01-02T03:04:05Z', subject: 's', attributes: { a: 'b' } }
    await deliver({ deliveries: [message('m-1', '{"n":1}', more), message('m-2')] })
    const [[event, context], [other, otherContext]] = seen as [[Message, EventContext], [Message, EventContext]]
    expect(event).toEqual({
      id: 'm-1',
      source: 'queue/jobs',
      type: 'rove.message',
      subject: 's',
      time: '2026-01-02T03:04:05Z',
      datacontenttype: undefined,
      data: { n: 1 },
      body: { n: 1 },
      attributes: { a: 'b' },
      attempt: 3,
      enqueuedAt: new Date('2026-01-02T03:04:05Z'),
      group: 'g',
      queue: 'jobs',
    })
    expect(context).toMatchObject({ function: 'work', attempt: 3, id: 'i-1', idempotencyKey: 'work/queue/jobs#m-1' })
    expect(other).toMatchObject({ attempt: 1, enqueuedAt: undefined, group: undefined, attributes: {} })
    expect(otherContext.idempotencyKey).not.toBe(context.idempotencyKey)
  })

  it('comes out of the envelope, with the sender’s trace and an id that is the same on every provider', async () => {
    const seen: Array<[Message, EventContext]> = []
    const { deliver } = delivering(
      app('shop', { work: onMessage(jobs, (event, context) => void seen.push([event, context])) }),
    )
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`
    const sent = {
      id: 'e-1',
      time: '2026-01-01T00:00:00.000Z',
      type: 'order',
      subject: 'o',
      data: [1],
      attributes: { k: 'v' },
    }
    await deliver({ deliveries: [message('native', seal({ ...sent, traceparent, tracestate: undefined }))] })
    const [[event, context]] = seen as [[Message, EventContext]]
    expect(event).toMatchObject({
      id: 'e-1',
      type: 'order',
      subject: 'o',
      body: [1],
      attributes: { k: 'v' },
      datacontenttype: 'application/json',
    })
    expect(context.idempotencyKey).toBe('work/e-1')
    expect(context.trace.traceId).toBe('a'.repeat(32))
  })
})

describe('a message that cannot be read', () => {
  const even: Schema<number> = {
    '~standard': {
      version: 1,
      vendor: 'test',
      validate: (value) =>
        typeof value === 'object' ? { value: 2 } : { issues: [{ message: 'expected an object', path: ['n'] }] },
    },
  }
  const checked = queue('jobs', { schema: even })

  it('goes to the dead letters with the reason, when it is not what the schema asks for; the others pass, transformed', async () => {
    const bodies: unknown[] = []
    const { deliver, logs } = delivering(
      app('shop', { work: onMessage(checked, ({ body }) => void bodies.push(body)) }),
    )
    const outcomes = await deliver({ deliveries: [message('a', 'no JSON'), message('b', '{}'), message('c', '12')] })
    expect(outcomes.map(({ kind }) => kind)).toEqual(['dead-letter', 'done', 'dead-letter'])
    expect(bodies).toEqual([2])
    expect(logs[0]?.message).toBe('given up: The message body is not valid: /n: expected an object')
  })

  it('is retried when the schema itself fails', async () => {
    const broken: Schema<number> = {
      '~standard': { version: 1, vendor: 'test', validate: () => Promise.reject(new Error('no database')) },
    }
    const { deliver } = delivering(app('shop', { work: onMessage(queue('jobs', { schema: broken }), () => undefined) }))
    expect(await deliver({ deliveries: [message('a')] })).toMatchObject([{ kind: 'retry' }])
  })

  it('is retried when its envelope is of a later version, and given up when it is broken', async () => {
    const { deliver, logs } = delivering(app('shop', { work: onMessage(jobs, () => expect.unreachable()) }))
    const outcomes = await deliver({ deliveries: [message('a', '{"rove":9}'), message('b', '{"rove":1}')] })
    expect(outcomes.map(({ kind }) => kind)).toEqual(['retry', 'dead-letter'])
    expect(logs.map((record) => record.function)).toEqual(['work', 'work'])
  })
})

it('layers run outside in, the app’s first, and may change the outcome', async () => {
  const order: string[] = []
  const layer =
    (name: string, change?: unknown): EventMiddleware =>
    async (_event, context, next) => {
      order.push(`${name} ${context.function}`)
      const outcome = await next()
      return change ?? outcome
    }
  const work = onMessage(
    jobs,
    { middleware: [layer('own', retry()) as EventMiddleware<Message>] },
    () => void order.push('handler'),
  )
  const { deliver } = delivering(app('shop', { work }, { eventMiddleware: [layer('app')] }))
  expect(await deliver({ deliveries: [message('a')] })).toEqual([{ kind: 'retry' }])
  expect(order).toEqual(['app work', 'own work', 'handler'])
})

it('work given to waitUntil is waited for', async () => {
  let finished = 0
  const work = onMessage(jobs, (_event, { waitUntil }) => {
    waitUntil(new Promise((resolve) => setTimeout(resolve, 20)).then(() => (finished += 1)))
  })
  await delivering(app('shop', { work })).deliver({ deliveries: [message('a'), message('b')] })
  expect(finished).toBe(2)
})

it('work given to waitUntil is waited for, also when the invocation fails', async () => {
  let finished = 0
  const work = onMessage(jobs, (_event, { waitUntil }) => {
    waitUntil(new Promise((resolve) => setTimeout(resolve, 20)).then(() => (finished += 1)))
    throw new Error('boom')
  })
  const encode = (settled: readonly { delivery: never; outcome: never }[]) => {
    rejectFailures(settled)
    return settled
  }
  const { deliver } = delivering(app('shop', { work }), { encode: encode as never })
  await expect(deliver({ deliveries: [message('a'), message('b')] })).rejects.toThrow(
    '2 of 2 deliveries were not handled; the first is message a of queue/jobs.',
  )
  expect(finished).toBe(2)
})
