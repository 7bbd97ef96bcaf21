import { describe, expect, it, vi } from 'vitest'
import type { DriverKind, Drivers, OutgoingMessage } from '../src/adapter/index.ts'
import { open } from '../src/adapter/index.ts'
import {
  type Binding,
  type Bucket,
  bucket,
  config,
  type Kv,
  kv,
  type Queue,
  queue,
  type Schema,
  secret,
  topic,
} from '../src/index.ts'
import { startTrace } from '../src/trace.ts'
import { memoryBucket, memoryKv, memorySecret, memorySender, ServiceError } from './drivers.fixture.ts'

const scope = { env: { PAGE_SIZE: '20' }, signal: new AbortController().signal, trace: startTrace() }
function connect<Client>(binding: Binding<Client>, driver: Drivers[DriverKind]): Client {
  return binding.connect(driver as never, scope)
}
const store: Kv<unknown> = kv('orders')
const files: Bucket = bucket('receipts')
const refusal = (code: string, text: RegExp | string) =>
  expect.objectContaining({ code, message: expect.stringMatching(text) })

describe('kv', () => {
  it('gives entries with a version, and undefined for what is not there', async () => {
    const orders = connect(store.readWrite, memoryKv())
    const { version } = await orders.set('a', { n: 1 })
    expect(await orders.get('a')).toEqual({ key: 'a', value: { n: 1 }, version, expiresAt: undefined })
    expect(await orders.get('b')).toBeUndefined()
    await orders.delete('a')
    await orders.delete('a')
    expect(await orders.get('a')).toBeUndefined()
  })

  it('keeps the conditions apart: there already, and changed meanwhile', async () => {
    const orders = connect(store.readWrite, memoryKv())
    const { version } = await orders.set('a', 1, { ifAbsent: true })
    await expect(orders.set('a', 2, { ifAbsent: true })).rejects.toEqual(
      refusal('AlreadyExists', 'There is a value of "a" already'),
    )
    await orders.set('a', 2, { ifVersion: version })
    await expect(orders.set('a', 3, { ifVersion: version })).rejects.toEqual(
      refusal('FailedPrecondition', /^kv.set orders failed on memory/),
    )
    await expect(orders.delete('a', { ifVersion: version })).rejects.toEqual(
      refusal('FailedPrecondition', /^kv.delete orders/),
    )
    await expect(orders.set('a', 1, { ifAbsent: true, ifVersion: version })).rejects.toThrow(/exclude each other/)
  })

  it('does not see what has expired, also where the service keeps it longer', async () => {
    const orders = connect(store.readWrite, memoryKv())
    await orders.set('old', 1, { expiresAt: new Date(Date.now() - 1000) })
    const later = new Date(Date.now() + 60_000)
    await orders.set('new', 2, { expiresAt: later })
    expect(await orders.get('old')).toBeUndefined()
    expect((await orders.get('new'))?.expiresAt).toEqual(later)
    expect([...(await orders.getMany(['old', 'new'])).keys()]).toEqual(['new'])
    expect((await orders.list()).entries.map(({ key }) => key)).toEqual(['new'])
    await expect(orders.set('a', 1, { expiresAt: new Date(Number.NaN) })).rejects.toThrow(/expiresAt is not a time/)
  })

  it('reads many in batches of a hundred, each once, in the order that was asked for', async () => {
    const driver = memoryKv()
    const orders = connect(store.readWrite, driver)
    const keys = Array.from({ length: 150 }, (_, index) => `k${index}`)
    for (const key of keys) await orders.set(key, key)
    driver.calls.length = 0
    expect([...(await orders.getMany([...keys, 'k3', 'missing'])).keys()]).toEqual(keys)
    expect(driver.calls).toEqual(['getMany 100', 'getMany 51'])
    await expect(orders.getMany(Array.from({ length: 1001 }, (_, index) => `${index}`))).rejects.toThrow(
      /1001 keys are too many/,
    )
  })

  it('lists in pages', async () => {
    const orders = connect(store.readWrite, memoryKv())
    for (const key of ['a/2', 'b', 'a/1', 'a/3']) await orders.set(key, 1)
    const first = await orders.list({ prefix: 'a/', limit: 2 })
    expect(first.entries.map(({ key }) => key)).toEqual(['a/1', 'a/2'])
    const second = await orders.list({ prefix: 'a/', limit: 2, cursor: first.cursor as string })
    expect([second.entries.map(({ key }) => key), second.cursor]).toEqual([['a/3'], undefined])
    await expect(orders.list({ limit: 0 })).rejects.toThrow(/limit must be a whole number from 1 to 1,000/)
  })

  it.each([
    ['an empty key', '', 1, /use a text that is not empty/],
    ['a control character', 'a\nb', 1, /control character/],
    ['half a character', 'a\ud800', 1, /well-formed/],
    ['a key that is too long', 'ü'.repeat(33), 1, /has 66 bytes; a key of memory has at most 64/],
    ['a value that is too large', 'a', 'x'.repeat(999), /has 1001 bytes; a value of memory has at most 1000/],
    ['nothing', 'a', undefined, /undefined cannot be written as JSON; use delete/],
    ['a function', 'a', () => 1, /function cannot be written as JSON/],
    ['a bigint', 'a', 1n, /cannot be written as JSON/],
  ])('refuses %s before any call', async (_, key, value, why) => {
    const driver = memoryKv()
    await expect(connect(store.readWrite, driver).set(key, value)).rejects.toEqual(refusal('InvalidArgument', why))
    expect(driver.calls).toEqual([])
  })

  it('says so when what is kept is not JSON', async () => {
    const driver = memoryKv()
    await driver.set({ key: 'a', text: '{', expiresAt: undefined }, undefined)
    await expect(connect(store.reader, driver).get('a')).rejects.toEqual(
      refusal('Internal', /the value of "a" is not JSON/),
    )
  })
})

describe('a call that fails', () => {
  it('is made again up to three times, when nothing can be done twice', async () => {
    const faults = [new ServiceError('Unavailable'), new ServiceError('ResourceExhausted')]
    const driver = memoryKv(faults)
    expect(await connect(store.reader, driver).get('a')).toBeUndefined()
    expect(driver.calls).toHaveLength(3)
  })

  it('is wrapped once, with service, operation and whether to try later', async () => {
    const faults = [1, 2, 3].map(() => new ServiceError('Unavailable', 'socket hang up'))
    const failing = connect(store.reader, memoryKv(faults)).get('a')
    await expect(failing).rejects.toMatchObject({
      code: 'Unavailable',
      provider: 'memory',
      operation: 'kv.get orders',
      retryable: true,
      expose: false,
      message: 'kv.get orders failed on memory: socket hang up',
      cause: { message: 'socket hang up' },
    })
  })

  it.each(['PermissionDenied', 'NotFound', 'InvalidArgument', 'Unknown'] as const)(
    'with %s is not made again',
    async (code) => {
      const driver = memoryKv([new ServiceError(code)])
      await expect(connect(store.reader, driver).get('a')).rejects.toMatchObject({ code })
      expect(driver.calls).toHaveLength(1)
    },
  )

  it('and may have been done is not made again, unless the service refused it for its load', async () => {
    const lost = memoryKv([new ServiceError('Unavailable')])
    await expect(connect(store.writer, lost).set('a', 1, { ifAbsent: true })).rejects.toMatchObject({
      code: 'Unavailable',
    })
    expect(lost.calls).toHaveLength(1)
    const busy = memoryKv([new ServiceError('ResourceExhausted')])
    await connect(store.writer, busy).set('a', 1, { ifAbsent: true })
    expect(busy.calls).toHaveLength(2)
  })

  it('is not waited for when the invocation is over', async () => {
    const over = AbortSignal.abort()
    const driver = memoryKv([new ServiceError('Unavailable')])
    const reader = store.reader.connect(driver as never, { ...scope, signal: over })
    await expect(reader.get('a')).rejects.toMatchObject({ code: 'Unavailable' })
    expect(driver.calls).toHaveLength(1)
  })
})

describe('bucket', () => {
  it('gives content and what is known of it', async () => {
    const receipts = connect(files.readWrite, memoryBucket())
    const { etag } = await receipts.put('a/1', 'grün', { metadata: { 'order-id': '7' } })
    const info = {
      key: 'a/1',
      size: 5,
      etag,
      contentType: 'text/plain; charset=utf-8',
      metadata: { 'order-id': '7' },
      modifiedAt: new Date(0),
    }
    expect(await receipts.head('a/1')).toEqual(info)
    const found = await receipts.get('a/1')
    expect(found).toMatchObject(info)
    expect(await found?.text()).toBe('grün')
    expect(await (await receipts.get('a/1'))?.bytes()).toEqual(new TextEncoder().encode('grün'))
    expect((await receipts.list({ prefix: 'a/' })).objects.map(({ key }) => key)).toEqual(['a/1'])
    await receipts.delete('a/1')
    expect([await receipts.get('a/1'), await receipts.head('a/1')]).toEqual([undefined, undefined])
  })

  it('takes bytes and streams, and keeps its conditions', async () => {
    const receipts = connect(files.readWrite, memoryBucket())
    const { etag } = await receipts.put('a', new Blob(['one']).stream(), { ifAbsent: true, contentType: 'text/css' })
    expect(await (await receipts.get('a'))?.text()).toBe('one')
    await expect(receipts.put('a', 'x', { ifAbsent: true })).rejects.toMatchObject({
      code: 'AlreadyExists',
      provider: 'memory',
      operation: 'bucket.put receipts',
      // It holds the key, which is no client's business.
      expose: false,
    })
    await receipts.put('a', new Uint8Array([1]), { ifMatch: etag })
    await expect(receipts.put('a', 'x', { ifMatch: etag })).rejects.toMatchObject({ code: 'FailedPrecondition' })
  })

  it('fails when the content ends early or breaks: what was read is not taken for the whole', async () => {
    const driver = memoryBucket()
    const receipts = connect(files.readWrite, driver)
    await receipts.put('short', 'abcdef')
    const kept = driver.objects.get('short')
    if (kept) driver.objects.set('short', { ...kept, size: 9 })
    await expect((await receipts.get('short'))?.text()).rejects.toEqual(
      refusal('Unavailable', /ended after 6 of 9 bytes/),
    )
    const broken = { ...driver, get: async () => ({ ...(kept as NonNullable<typeof kept>), body: breaking() }) }
    await expect((await connect(files.reader, broken).get('short'))?.bytes()).rejects.toMatchObject({
      code: 'Unavailable',
      provider: 'memory',
    })
  })

  it('does not send a stream twice', async () => {
    const driver = memoryBucket([new ServiceError('ResourceExhausted')])
    await expect(connect(files.writer, driver).put('a', new Blob(['x']).stream())).rejects.toMatchObject({
      code: 'ResourceExhausted',
    })
    expect(driver.objects.size).toBe(0)
  })

  it.each([
    ['an object that is too large', 'x'.repeat(1001), {}, /has 1001 bytes; an object of memory has at most 1000/],
    ['a stream that says it is', new Blob([]).stream(), { size: 5000 }, /has 5000 bytes/],
    ['a metadata name that is not portable', 'x', { metadata: { Order: '1' } }, /metadata "Order" is not portable/],
    ['a metadata value that is not portable', 'x', { metadata: { a: 'ü' } }, /metadata "a" is not portable/],
    ['too much metadata', 'x', { metadata: { a: 'x'.repeat(50) } }, /metadata has 51 bytes; memory takes at most 50/],
  ])('refuses %s', async (_, body, options, why) => {
    await expect(connect(files.writer, memoryBucket()).put('a', body, options)).rejects.toEqual(
      refusal('InvalidArgument', why),
    )
  })

  it('signs URLs for a time that services allow', async () => {
    const receipts = connect(files.reader, memoryBucket())
    expect(await receipts.signedUrl('a')).toEqual({ url: 'memory:GET:a:900', method: 'GET', headers: { a: 'b' } })
    expect((await receipts.signedUrl('a', { method: 'PUT', expiresIn: '1h' })).url).toBe('memory:PUT:a:3600')
    for (const expiresIn of ['500ms', '8d'] as const)
      await expect(receipts.signedUrl('a', { expiresIn })).rejects.toThrow(/one second to seven days/)
  })
})

async function* breaking(): AsyncGenerator<Uint8Array> {
  yield new Uint8Array([1])
  throw new ServiceError('Unavailable', 'connection reset')
}

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

describe('a setting', () => {
  const number: Schema<number> = {
    '~standard': {
      version: 1,
      vendor: 'test',
      validate: (value) =>
        value === undefined
          ? { value: 7 }
          : Number.isNaN(Number(value))
            ? { issues: [{ message: 'no number' }] }
            : { value: Number(value) },
    },
  }
  const read = <Value>(binding: Binding<{ get(): Promise<Value> }>, env: Record<string, string>) =>
    binding.connect(undefined as never, { ...scope, env }).get()

  it('is the variable of its name, as its schema gives it', async () => {
    expect(await read(config('page-size').reader, { PAGE_SIZE: '20' })).toBe('20')
    expect(await read(config('page-size').reader, {})).toBeUndefined()
    expect(await read(config('page-size', { schema: number }).reader, { PAGE_SIZE: '20' })).toBe(20)
    expect(await read(config('page-size', { schema: number }).reader, {})).toBe(7)
  })

  it('that is not valid is the operator’s mistake, and named', async () => {
    await expect(read(config('page-size', { schema: number }).reader, { PAGE_SIZE: 'many' })).rejects.toMatchObject({
      code: 'FailedPrecondition',
      status: 500,
      expose: false,
      message: 'The environment variable PAGE_SIZE is not valid: no number',
    })
  })
})

describe('a secret', () => {
  const key = secret('api-key')

  it('is asked for once while it is fresh, by however many at once, and again when it may be no older', async () => {
    vi.useFakeTimers()
    try {
      const driver = memorySecret({ one: 'a', two: 'b' })
      const [first, second] = await Promise.all([connect(key.reader, driver).get(), connect(key.reader, driver).get()])
      expect([first.value, second.value, driver.calls]).toEqual(['b', 'b', 1])
      vi.advanceTimersByTime(299_000)
      expect((await connect(key.reader, driver).get()).readAt).toEqual(first.readAt)
      await connect(key.reader, driver).get({ maxAge: '1m' })
      expect(driver.calls).toBe(2)
      await connect(key.reader, driver).get({ maxAge: 0 })
      expect(driver.calls).toBe(3)
    } finally {
      vi.useRealTimers()
    }
  })

  it('has versions, which are kept for good', async () => {
    const driver = memorySecret({ one: 'a', two: 'b' })
    const reader = connect(key.reader, driver)
    expect((await reader.get({ version: 'one' })).value).toBe('a')
    expect((await reader.get({ version: 'one', maxAge: 0 })).value).toBe('a')
    expect(driver.calls).toBe(1)
    await expect(reader.get({ version: 'six' })).rejects.toEqual(refusal('NotFound', /the secret has no version "six"/))
    await expect(connect(key.reader, memorySecret({})).get()).rejects.toEqual(
      refusal('NotFound', /the secret is not there/),
    )
  })

  it('that could not be read is asked for again by the next call', async () => {
    const driver = memorySecret({ one: 'a' }, [new ServiceError('PermissionDenied')])
    const reader = connect(key.reader, driver)
    await expect(reader.get()).rejects.toMatchObject({ code: 'PermissionDenied' })
    expect((await reader.get()).value).toBe('a')
  })
})
