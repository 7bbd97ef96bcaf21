import {
  type App,
  app,
  bucket,
  deadLetter,
  done,
  kv,
  type Message,
  onChange,
  onEvent,
  onMessage,
  onObject,
  onSchedule,
  queue,
  RoveError,
  retry,
  type Schema,
  topic,
} from '@rove/core'
import { describe, expect, it } from 'vitest'
import { local } from '../src/index.ts'

/** A schema that takes objects with a text `orderId`. */
const Shipment: Schema<{ orderId: string }> = {
  '~standard': {
    version: 1,
    vendor: 'test',
    validate: (value) =>
      typeof (value as { orderId?: unknown })?.orderId === 'string'
        ? { value: value as { orderId: string } }
        : { issues: [{ message: 'must be a text', path: ['orderId'] }] },
  },
}

const shipments = queue('shipments', { schema: Shipment })
const jobs = queue('jobs')
const lane = queue('lane', { ordered: true, maxAttempts: 3 })

/** An app whose one queue is handled by what is given; and what its handler saw. */
function handling(handle: (message: Message, calls: number) => unknown, of = jobs): { shop: App; seen: Message[] } {
  const seen: Message[] = []
  const handler = onMessage(of, (message) => {
    seen.push(message)
    return handle(message, seen.length) as undefined
  })
  return { shop: app('shop', { handler }), seen }
}

describe('messages', () => {
  it('tells what was done, retried and dead-lettered', async () => {
    const ship = onMessage(shipments, ({ body, attempt }) => {
      if (body.orderId === '2' && attempt < 3) return retry({ after: '30s' })
      return body.orderId === '3' ? deadLetter('there is no such courier') : undefined
    })
    const shop = local(app('shop', { ship }))
    const result = await shop.deliver(shipments, [{ orderId: '1' }, { bad: true }, { orderId: '2' }, { orderId: '3' }])
    expect(result).toEqual({
      done: [
        { item: { orderId: '1' }, index: 0, id: expect.any(String), function: 'ship', attempts: 1 },
        { item: { orderId: '2' }, index: 2, id: expect.any(String), function: 'ship', attempts: 3 },
      ],
      retried: [{ item: { orderId: '2' }, index: 2, id: expect.any(String), function: 'ship', attempts: 3 }],
      deadLettered: [
        expect.objectContaining({
          item: { bad: true },
          attempts: 1,
          reason: 'The message body is not valid: /orderId: must be a text',
          error: expect.objectContaining({ code: 'InvalidArgument' }),
        }),
        expect.objectContaining({ item: { orderId: '3' }, attempts: 1, reason: 'there is no such courier' }),
      ],
    })
    expect(shop.deadLetters).toMatchObject([
      { trigger: 'message', from: 'shipments', function: 'ship', id: result.deadLettered[0]?.id, attempts: 1 },
      { item: { body: expect.stringContaining('"orderId') }, reason: 'there is no such courier' },
    ])
  })

  it('gives the handler what was sent, the same on each delivery', async () => {
    const { shop, seen } = handling(({ body, attempt }) => {
      ;(body as { list: number[] }).list.push(4)
      if (attempt === 1) throw new Error('again')
    })
    const body = { list: [1, 2, 3], text: 'ünï', big: '12345678901234567890' }
    const { done } = await local(shop).deliver(jobs, [body], { attributes: { 'X-Kind': 'A' } })
    expect(seen.map(({ attempt }) => attempt)).toEqual([1, 2])
    expect(seen.map(({ id }) => id)).toEqual([done[0]?.id, done[0]?.id])
    expect(seen[1]).toMatchObject({
      body: { ...body, list: [1, 2, 3, 4] },
      attributes: { 'X-Kind': 'A' },
      queue: 'jobs',
      source: '/queue/jobs',
      group: undefined,
    })
    expect(seen[1]?.enqueuedAt).toEqual(seen[0]?.enqueuedAt)
    expect(seen[0]?.enqueuedAt).toBeInstanceOf(Date)
    expect(body.list).toEqual([1, 2, 3])
  })

  it('delivers again in the order in which it was asked, and makes nobody wait', async () => {
    const waits: Record<string, `${number}${'s' | 'm' | 'd'}`> = { a: '90d', b: '30s', c: '5m' }
    const { shop, seen } = handling(({ body, attempt }) =>
      attempt === 1 ? retry({ after: waits[body as string] ?? 0 }) : done(),
    )
    await local(shop).deliver(jobs, ['a', 'b', 'c', 'd'])
    expect(seen.map(({ body, attempt }) => `${body}${attempt}`)).toEqual([
      'a1',
      'b1',
      'c1',
      'd1',
      'd2',
      'b2',
      'c2',
      'a2',
    ])
  })

  it('puts aside what keeps failing, with the last failure', async () => {
    const { shop, seen } = handling((_message, calls) => {
      throw new Error(`failure ${calls}`)
    })
    const client = local(shop)
    const { deadLettered, retried, done } = await client.deliver(jobs, ['x'])
    expect([seen.length, done, retried.length]).toEqual([5, [], 1])
    expect(deadLettered).toMatchObject([
      {
        attempts: 5,
        reason: 'It was delivered 5 times and not handled; at last: failure 5',
        error: { message: 'failure 5' },
      },
    ])
    expect(client.logs.at(-1)).toMatchObject({ level: 'error', message: expect.stringMatching(/^put aside: It was/) })
    expect((await client.deliver(jobs, ['x'], { maxAttempts: 1 })).deadLettered[0]?.reason).toMatch(/delivered once/)
    expect((await local(handling(() => retry()).shop).deliver(jobs, ['x'])).deadLettered[0]?.reason).toBe(
      'It was delivered 5 times and not handled.',
    )
  })

  it.each([undefined, null, 'a text', 0, Object.freeze(new Error('frozen'))])(
    'retries for a thrown %s',
    async (thrown) => {
      const { shop } = handling(({ attempt }) => {
        if (attempt === 1) throw thrown
      })
      expect(await local(shop).deliver(jobs, ['x'])).toMatchObject({ done: [{ attempts: 2 }], deadLettered: [] })
    },
  )

  it('delivers what foreign senders write, as it is', async () => {
    const { shop, seen } = handling(() => undefined)
    const bytes = new Uint8Array([0, 255])
    const foreign = ['not JSON', '{"a":1}', '12345678901234567890', '', bytes]
    const attributes = { 'X-A': '1', traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' }
    await local(shop).deliver(jobs, foreign, { raw: true, attributes })
    expect(seen.map(({ body }) => body)).toEqual(['not JSON', { a: 1 }, '12345678901234567890', '', bytes])
    expect(seen[0]?.attributes).toEqual(attributes)
    await local(shop).deliver(jobs, ['{"a":1}'], { raw: true, contentType: 'text/plain' })
    expect(seen.at(-1)?.body).toBe('{"a":1}')
  })

  it('keeps a message that is no JSON from a handler with a schema, and an envelope of a later version for later', async () => {
    const called: unknown[] = []
    const ship = onMessage(shipments, ({ body }) => void called.push(body))
    const texts = ['not JSON', '{"rove":2,"id":"1","time":"2026-01-01T00:00:00Z","json":"{}"}', '{"orderId":"1"}']
    const { done, deadLettered } = await local(app('shop', { ship })).deliver(shipments, texts, { raw: true })
    expect(done.map(({ item }) => item)).toEqual([texts[2]])
    expect(called).toEqual([{ orderId: '1' }])
    expect(deadLettered).toMatchObject([
      { item: 'not JSON', attempts: 1, reason: expect.stringContaining('not valid') },
      { item: texts[1], attempts: 5, reason: expect.stringContaining('version 2') },
    ])
  })

  it('keeps the order of a group, also when one of it fails', async () => {
    const { shop, seen } = handling(
      ({ body, attempt }) => (body === 'a1' && attempt < 3 ? retry({ after: '1h' }) : done()),
      lane,
    )
    const bodies = ['a1', 'b1', 'a2', 'b2', 'a3']
    const { done: handled } = await local(shop).deliver(lane, bodies, { group: (body) => body.charAt(0) })
    expect(handled.map(({ attempts }) => attempts)).toEqual([3, 1, 1, 1, 1])
    expect(seen.map(({ body }) => body)).toEqual(['a1', 'b1', 'b2', 'a1', 'a1', 'a2', 'a3'])
    expect(seen[0]?.group).toBe('a')
  })

  it('holds nothing up for ever: what is put aside makes way', async () => {
    const { shop, seen } = handling(({ body }) => {
      if (body === 'poison') throw new Error('no')
    }, lane)
    const { done, deadLettered } = await local(shop).deliver(lane, ['first', 'poison', 'last'])
    expect([done.map(({ item }) => item), deadLettered.map(({ attempts }) => attempts)]).toEqual([
      ['first', 'last'],
      [3],
    ])
    expect(seen.map(({ body }) => body)).toEqual(['first', 'poison', 'poison', 'poison', 'last'])
  })

  it('ends a handler that hangs at its timeout, and goes on with the others', async () => {
    const hang = onMessage(jobs, { timeout: 20 }, ({ body, attempt }) =>
      body === 'hang' && attempt < 3 ? new Promise<void>(() => undefined) : undefined,
    )
    const client = local(app('shop', { hang }))
    expect(await client.deliver(jobs, ['hang', 'x'])).toMatchObject({
      done: [{ attempts: 3 }, { attempts: 1 }],
      retried: [{ item: 'hang' }],
    })
    expect(client.logs[0]?.message).toContain('"hang" did not finish before its deadline')
    const all = onMessage(jobs, { concurrency: 1 }, () => new Promise<void>(() => undefined))
    const { deadLettered } = await local(app('shop', { all }), { timeout: 20 }).deliver(jobs, ['x', 'y'], {
      maxAttempts: 2,
    })
    expect(deadLettered.map(({ attempts }) => attempts)).toEqual([2, 2])
  })

  it('waits for the work given to waitUntil', async () => {
    const finished: string[] = []
    const later = onMessage(jobs, ({ body }, { waitUntil }) => {
      waitUntil(new Promise((resolve) => setTimeout(resolve, 20)).then(() => finished.push(body as string)))
    })
    await local(app('shop', { later })).deliver(jobs, ['x', 'y'])
    expect(finished).toEqual(['x', 'y'])
  })

  it('refuses what it cannot deliver, before it delivers anything', async () => {
    const { shop, seen } = handling(() => undefined)
    const client = local(shop)
    await expect(client.deliver(lane, ['x'])).rejects.toThrow(
      'The app "shop" has no function for the message of "lane".',
    )
    await expect(client.deliver(jobs, ['x', 1n])).rejects.toThrow(
      /Item 1 cannot be delivered: it cannot be written as JSON/,
    )
    await expect(client.deliver(jobs, [{} as string], { raw: true })).rejects.toThrow(/a text or bytes/)
    await expect(client.deliver(jobs, ['x'], { maxAttempts: 0 })).rejects.toThrow(/maxAttempts/)
    expect(seen).toEqual([])
    expect(await client.deliver(jobs, [])).toEqual({ done: [], retried: [], deadLettered: [] })
  })

  it('delivers side by side what is asked for side by side', async () => {
    const { shop } = handling(({ attempt }) => (attempt === 1 ? retry({ after: '1m' }) : done()))
    const client = local(shop)
    const reports = await Promise.all([
      client.deliver(jobs, ['a', 'b']),
      client.deliver(jobs, ['c']),
      client.deliver(jobs, []),
    ])
    expect(reports.map(({ done }) => done.map(({ item }) => item))).toEqual([['a', 'b'], ['c'], []])
  })

  it('delivers what was sent to the services, and drains what waits there', async () => {
    const { shop, seen } = handling(() => undefined)
    const client = local(shop)
    client.services.send('jobs', { body: 'now' })
    client.services.send('jobs', { body: 'later' }, { delay: 86_400_000 })
    await client.services.idle()
    expect(seen.map(({ body }) => body)).toEqual(['now'])
    await client.drain()
    expect(seen.map(({ body }) => body)).toEqual(['now', 'later'])
  })

  it('puts aside what was sent to a queue that nobody handles, and says so', async () => {
    const client = local(handling(() => undefined).shop)
    client.services.send('lane', { body: 'x' })
    await client.drain()
    expect(client.deadLetters).toMatchObject([{ from: 'lane', function: undefined, attempts: 5 }])
    expect(client.deadLetters[0]?.reason).toContain('has no function for the messages of "lane"')
    expect(client.logs.filter(({ message }) => message.includes('has no function'))).toHaveLength(6)
  })
})

describe('the other triggers', () => {
  it('gives an event to each function that listens, with its own retries', async () => {
    const news = topic('news', { schema: Shipment })
    const seen: string[] = []
    const good = onEvent(news, ({ data, attempt }) => void seen.push(`good ${data.orderId} ${attempt}`))
    const poor = onEvent(news, ({ data, attempt }) => {
      seen.push(`poor ${data.orderId} ${attempt}`)
      if (attempt < 3) throw new RoveError('Unavailable', 'busy')
    })
    const result = await local(app('shop', { good, poor })).deliver(news, [{ orderId: '1' }, { orderId: 2 }])
    expect(seen).toEqual(['good 1 1', 'poor 1 1', 'poor 1 2', 'poor 1 3'])
    expect(result.done).toMatchObject([
      { index: 0, function: 'good', attempts: 1 },
      { index: 0, function: 'poor', attempts: 3 },
    ])
    expect(result.deadLettered.map((one) => [one.index, one.function])).toEqual([
      [1, 'good'],
      [1, 'poor'],
    ])
  })

  it('runs a schedule by its name or itself, for a time', async () => {
    const ticks: Date[] = []
    const nightly = onSchedule('0 3 * * *', ({ scheduledAt }) => {
      ticks.push(scheduledAt)
      if (ticks.length === 1) throw new Error('once')
    })
    const shop = local(app('shop', { nightly }))
    const at = new Date('2026-03-01T03:00:00Z')
    expect(await shop.tick('nightly', at)).toMatchObject({ done: [{ item: at, function: 'nightly', attempts: 2 }] })
    expect(ticks).toEqual([at, at])
    const { done } = await shop.tick(nightly)
    expect([done[0]?.item.getUTCHours(), done[0]?.item.getUTCMinutes()]).toEqual([3, 0])
    await expect(shop.tick('daily')).rejects.toThrow('The app "shop" has no schedule "daily"; it has nightly.')
    await expect(shop.tick('nightly', new Date('x'))).rejects.toThrow(/not a valid date/)
  })

  it('tells of objects, by kind', async () => {
    const files = bucket('files')
    const seen: unknown[] = []
    const written = onObject(files, 'created', (object) => void seen.push(object))
    const removed = onObject(files, 'deleted', ({ key }) => (key === 'odd' ? deadLetter('odd') : undefined))
    const shop = local(app('shop', { written, removed }))
    const result = await shop.deliver(files, [
      { key: 'a b/ü%20+', size: 3, etag: 'e', contentType: 'text/plain', version: '7' },
      { kind: 'deleted', key: 'odd' },
    ])
    expect(seen).toMatchObject([
      {
        kind: 'created',
        bucket: 'files',
        key: 'a b/ü%20+',
        size: 3,
        etag: 'e',
        contentType: 'text/plain',
        version: '7',
      },
    ])
    expect([result.done[0]?.function, result.deadLettered[0]?.function]).toEqual(['written', 'removed'])
    const only = local(app('shop', { written }))
    await expect(only.deliver(files, [{ kind: 'deleted', key: 'x' }])).rejects.toThrow(/object of "files" \(deleted\)/)
  })

  it('tells of changes, in order for each key', async () => {
    interface Order {
      readonly quantity: number
    }
    const orders = kv<Order>('orders')
    const seen: string[] = []
    const audit = onChange(orders, ({ kind, key, before, after }, { attempt }) => {
      seen.push(`${key} ${kind} ${before?.quantity}-${after?.quantity}`)
      if (after) (after as { quantity: number }).quantity = -1
      if (key === 'a' && kind === 'created' && attempt === 1) throw new Error('again')
    })
    const shop = local(app('shop', { audit }))
    const { retried } = await shop.deliver(orders, [
      { key: 'a', after: { quantity: 1 } },
      { key: 'b', after: { quantity: 5 } },
      { key: 'a', before: { quantity: 1 }, after: { quantity: 2 } },
      { key: 'a', before: { quantity: 2 } },
    ])
    expect(retried.map(({ index }) => index)).toEqual([0])
    expect(seen).toEqual([
      'a created undefined-1',
      'b created undefined-5',
      'a created undefined-1',
      'a updated 1-2',
      'a deleted 2-undefined',
    ])
    await expect(shop.deliver(orders, [{ key: 'x' }])).rejects.toThrow(/needs before, after or both/)
  })
})
