import { describe, expect, it, vi } from 'vitest'
import { type Context, empty, json, type Middleware, mount, onRequest, RoveError, stream, text } from '../src/index.ts'
import { bodyOf, type TinyEvent, tiny } from './pipeline.fixture.ts'

const hang = () => new Promise<never>(() => undefined)

describe('a request', () => {
  it('reaches its function with params, context and client', async () => {
    let seen: Context | undefined
    const get = onRequest('GET /orders/:id', (request, context) => {
      seen = context
      return json({ id: context.params.id, url: request.url, ip: context.client.ip })
    })
    const handled = await tiny({ get }).send({ path: '/orders/a%20b' })
    expect(JSON.parse(await bodyOf(handled))).toEqual({
      id: 'a b',
      url: 'https://shop.example/orders/a%20b',
      ip: '203.0.113.7',
    })
    expect(seen).toMatchObject({
      id: 'i-1',
      function: 'get',
      attempt: 1,
      deadline: undefined,
      env: { STAGE: 'test' },
      platform: { name: 'tiny' },
    })
  })

  it('loses the base path', async () => {
    const get = onRequest('GET /orders', (request) => text(request.url))
    const { send } = tiny({ get }, { basePath: '/api/' })
    expect(await bodyOf(await send({ path: '/api/orders' }))).toBe('https://shop.example/orders')
    expect((await send({ path: '/apiary/orders' })).result.status).toBe(404)
  })

  it('continues the trace that it carries, and starts one otherwise', async () => {
    const get = onRequest('GET /', (_request, { trace }) => json(trace))
    const { send } = tiny({ get })
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
    expect(JSON.parse(await bodyOf(await send({ headers: { traceparent } })))).toMatchObject({
      traceparent,
      sampled: true,
      remote: true,
    })
    for (const bad of [
      'x',
      '00-00000000000000000000000000000000-00f067aa0ba902b7-01',
      'ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    ]) {
      const started = JSON.parse(await bodyOf(await send({ headers: { traceparent: bad } })))
      expect(started).toMatchObject({
        remote: false,
        traceparent: expect.stringMatching(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/),
      })
    }
  })

  it('is checked against the body schema, and typed by it', async () => {
    const schema = {
      '~standard': {
        version: 1 as const,
        vendor: 'test',
        validate: (value: unknown) =>
          typeof (value as { n?: unknown }).n === 'number'
            ? { value: value as { n: number } }
            : { issues: [{ message: 'must be a number', path: ['n', { key: 'a/b' }] }] },
      },
    }
    const post = onRequest('POST /', { body: schema }, (_request, { body }) => json(body.n + 1))
    const { send } = tiny({ post })
    const call = (event: TinyEvent) => send({ method: 'POST', ...event })
    expect(await bodyOf(await call({ body: '{"n":1}' }))).toBe('2')
    const invalid = await call({ body: '{}' })
    expect(invalid.result.status).toBe(422)
    expect(JSON.parse(await bodyOf(invalid))).toMatchObject({
      code: 'InvalidArgument',
      errors: [{ pointer: '/n/a~1b', detail: 'must be a number' }],
    })
    expect((await call({ body: '{' })).result.status).toBe(400)
    expect((await call({})).result.status).toBe(400)
    expect(
      (await call({ body: 'n=1', headers: { 'content-type': 'application/x-www-form-urlencoded' } })).result.status,
    ).toBe(415)
    expect(
      (await call({ body: '{"n":1}', headers: { 'content-type': 'application/vnd.a+json; charset=utf-8' } })).result
        .status,
    ).toBe(200)
  })
})

describe('an error', () => {
  it.each([
    ['an Error', new Error('secret: the password is 1234')],
    ['a string', 'secret'],
    ['undefined', undefined],
    ['a frozen object', Object.freeze({ secret: 1 })],
    ['an error of a provider', new RoveError('NotFound', 'secret table', { provider: 'aws', status: 500 })],
  ])('that is %s answers 500, keeps its inside and is logged', async (_, thrown) => {
    const fail = onRequest('GET /', () => {
      throw thrown
    })
    const { send, logs } = tiny({ fail })
    const handled = await send()
    const body = await bodyOf(handled)
    expect(handled.result.status).toBe(500)
    expect(body).not.toMatch(/secret|stack|\.ts/)
    expect(JSON.parse(body)).toMatchObject({ type: 'about:blank', title: 'Internal Server Error', status: 500 })
    expect(handled.result.headers).toContainEqual(['content-type', 'application/problem+json'])
    expect(logs).toMatchObject([{ level: 'error', function: 'fail', id: 'i-1' }])
  })

  it('of a code answers its status with the message', async () => {
    const fail = onRequest('GET /', () => {
      throw new RoveError('ResourceExhausted', 'Too fast.', { headers: { 'retry-after': '3' } })
    })
    const handled = await tiny({ fail }).send()
    expect(JSON.parse(await bodyOf(handled))).toMatchObject({
      status: 429,
      code: 'ResourceExhausted',
      detail: 'Too fast.',
    })
    expect(handled.result.headers).toContainEqual(['retry-after', '3'])
  })

  it('of another copy of the package is known by its brand', async () => {
    vi.resetModules()
    const other = await import('../src/errors.ts')
    expect(other.RoveError).not.toBe(RoveError)
    const fail = onRequest('GET /', () => {
      throw new other.RoveError('NotFound', 'gone')
    })
    expect((await tiny({ fail }).send()).result.status).toBe(404)
  })

  it('of routing names what is allowed', async () => {
    const { send } = tiny({ get: onRequest('GET /a', () => text('a')) })
    const wrong = await send({ path: '/a', method: 'PUT' })
    expect([wrong.result.status, wrong.result.headers.find(([name]) => name === 'allow')]).toEqual([
      405,
      ['allow', 'GET, HEAD'],
    ])
    expect((await send({ path: '/b' })).result.status).toBe(404)
  })

  it.each([undefined, { status: 200 }, 'text'])('is what a handler makes that returns %j', async (value) => {
    const fail = onRequest('GET /', () => value as never)
    const { send, logs } = tiny({ fail })
    expect((await send()).result.status).toBe(500)
    expect(logs[0]?.message).toMatch(/not a Response/)
  })

  it('for an event that no codec takes is a rejection with the candidates', async () => {
    const { send } = tiny({})
    await expect(send({ kind: 'queue' })).rejects.toMatchObject({
      code: 'Unimplemented',
      message: expect.stringMatching(/a queue event.*tiny \(the tiny provider\)/),
    })
    await expect(send({ kind: 'other' })).rejects.toThrow(/an event with the keys kind/)
  })

  it('for an event that contradicts itself is a rejection with the codec', async () => {
    await expect(tiny({}).send({ broken: true })).rejects.toMatchObject({
      code: 'InvalidArgument',
      message: expect.stringMatching(/as tiny: the body is not base64/),
    })
  })
})

describe('middleware', () => {
  it('wraps the app, then the function, and sees errors and misses', async () => {
    const order: string[] = []
    const layer =
      (name: string): Middleware =>
      async (_request, context, next) => {
        order.push(`${name} in ${context.function}`)
        try {
          return await next()
        } catch (error) {
          order.push(`${name} caught ${(error as Error).message}`)
          throw error
        } finally {
          order.push(`${name} out`)
        }
      }
    const get = onRequest('GET /', { middleware: [layer('b')] }, () => {
      throw new RoveError('NotFound', 'gone')
    })
    const { send } = tiny({ get }, { middleware: [layer('a')] })
    expect((await send()).result.status).toBe(404)
    expect(order).toEqual(['a in get', 'b in get', 'b caught gone', 'b out', 'a caught gone', 'a out'])
    order.length = 0
    await send({ path: '/missing' })
    expect(order[0]).toBe('a in ')
  })

  it('can answer by itself and change an answer', async () => {
    const get = onRequest('GET /', { middleware: [() => empty({ status: 304 })] }, hang)
    const stamp: Middleware = async (_request, _context, next) => {
      const response = await next()
      response.headers.set('x-stamp', '1')
      return response
    }
    const { result } = await tiny({ get }, { middleware: [stamp] }).send()
    expect([result.status, result.headers]).toEqual([304, [['x-stamp', '1']]])
  })

  it('that calls next twice is told so', async () => {
    const twice: Middleware = async (_request, _context, next) => {
      await next()
      return next()
    }
    const { send, logs } = tiny({ get: onRequest('GET /', () => text('a')) }, { middleware: [twice] })
    expect((await send()).result.status).toBe(500)
    expect(logs[0]?.message).toMatch(/twice called next\(\) twice/)
  })
})

describe('time', () => {
  it('ends a hanging handler with 504, names it in the log and aborts its signal', async () => {
    let signal: AbortSignal | undefined
    const stuck = onRequest('GET /', { timeout: 20 }, (_request, context) => {
      signal = context.signal
      return hang()
    })
    const { send, logs } = tiny({ stuck })
    const handled = await send()
    expect(JSON.parse(await bodyOf(handled))).toMatchObject({ status: 504, code: 'DeadlineExceeded' })
    expect(signal?.aborted).toBe(true)
    expect(logs).toMatchObject([{ level: 'error', message: expect.stringMatching(/"stuck" did not finish/) }])
  })

  it('is limited by the provider’s deadline, with a margin for the answer', async () => {
    const stuck = onRequest('GET /', hang)
    const started = Date.now()
    expect((await tiny({ stuck }, { deadlineIn: 100 }).send()).result.status).toBe(504)
    expect(Date.now() - started).toBeLessThan(100)
  })

  it('ends a hanging stream with an error and cancels its source', async () => {
    let cancelled = false
    async function* source(): AsyncGenerator<string> {
      try {
        yield 'a'
        await new Promise((resolve) => setTimeout(resolve, 200))
        yield 'b'
      } finally {
        cancelled = true
      }
    }
    const { send, logs } = tiny({ slow: onRequest('GET /', { timeout: 30 }, () => stream(source())) })
    await expect(bodyOf(await send())).rejects.toMatchObject({ code: 'DeadlineExceeded' })
    expect(logs).toHaveLength(1)
    await vi.waitFor(() => expect(cancelled).toBe(true))
  })

  it('lets go of an answer that comes too late', async () => {
    let cancelled = false
    const late = onRequest('GET /', { timeout: 20 }, async () => {
      await new Promise((resolve) => setTimeout(resolve, 60))
      const cancel = (): void => {
        cancelled = true
      }
      return new Response(new ReadableStream({ cancel }))
    })
    expect((await tiny({ late }).send()).result.status).toBe(504)
    await vi.waitFor(() => expect(cancelled).toBe(true))
  })

  it('cancels the source of a body that nobody began to read', async () => {
    let cancelled = false
    const cancel = (): void => {
      cancelled = true
    }
    const unread = onRequest('GET /', () => new Response(new ReadableStream({ cancel })))
    const { result } = await tiny({ unread }).send()
    await (result.body as AsyncIterableIterator<Uint8Array>).return?.()
    await vi.waitFor(() => expect(cancelled).toBe(true))
  })

  it('ends a stream when the client has gone', async () => {
    const client = new AbortController()
    const endless = onRequest('GET /', () =>
      stream(
        (async function* () {
          while (true) {
            yield 'x'
            await new Promise((resolve) => setTimeout(resolve, 5))
          }
        })(),
      ),
    )
    const reading = bodyOf(await tiny({ endless }, { signal: client.signal }).send())
    client.abort(new Error('client went away'))
    await expect(reading).rejects.toThrow('client went away')
  })
})

describe('waitUntil', () => {
  it('is awaited by settled(), together with work that work adds, and its failures are only logged', async () => {
    const done: string[] = []
    const get = onRequest('GET /', (_request, { waitUntil }) => {
      waitUntil(Promise.reject(new Error('mail server down')))
      waitUntil(
        new Promise<void>((resolve) => setTimeout(resolve, 10)).then(() => {
          done.push('first')
          waitUntil(Promise.resolve().then(() => done.push('second')))
        }),
      )
      return text('ok')
    })
    const { send, logs } = tiny({ get })
    const handled = await send()
    expect([handled.result.status, done]).toEqual([200, []])
    await handled.settled()
    expect(done).toEqual(['first', 'second'])
    expect(logs).toMatchObject([{ level: 'error', message: 'work given to waitUntil failed' }])
  })

  it('is given up at the deadline, and said so', async () => {
    const get = onRequest('GET /', { timeout: 30 }, (_request, { waitUntil }) => {
      waitUntil(hang())
      return text('ok')
    })
    const { send, logs } = tiny({ get })
    const handled = await send()
    await handled.settled()
    expect([handled.result.status, logs[0]?.message]).toEqual([
      200,
      expect.stringMatching(/did not finish before the deadline/),
    ])
  })
})

describe('a platform without streams', () => {
  it('gets a collected body', async () => {
    const { result } = await tiny({ get: onRequest('GET /', () => stream(['a', 'b'])) }, { limit: 10 }).send()
    expect(Buffer.from(result.body as Uint8Array).toString()).toBe('ab')
  })

  it('gets a clear failure for a body above its limit', async () => {
    const { send, logs } = tiny({ get: onRequest('GET /', () => stream(['a'.repeat(20)])) }, { limit: 10 })
    const handled = await send()
    expect(handled.result.status).toBe(500)
    expect(logs[0]?.message).toMatch(/10 bytes/)
  })

  it('gets a failure, not a half body, when the source fails', async () => {
    async function* source(): AsyncGenerator<string> {
      yield 'a'
      throw new Error('disk gone')
    }
    const { send, logs } = tiny({ get: onRequest('GET /', () => stream(source())) }, { limit: 10 })
    expect((await send()).result.status).toBe(500)
    expect(logs).toMatchObject([{ level: 'error', message: 'disk gone' }])
  })
})

describe('mount', () => {
  it('hands a platform Request, the environment and the context to a fetch app', async () => {
    const web = onRequest(
      'ANY /*',
      mount(async (request: Request, env: { STAGE?: string }, context: Context) => {
        context.waitUntil(Promise.resolve())
        return Response.json({ real: request instanceof Request, text: await request.text(), stage: env.STAGE })
      }),
    )
    const handled = await tiny({ web }).send({ method: 'POST', path: '/x', body: 'hi' })
    expect(JSON.parse(await bodyOf(handled))).toEqual({ real: true, text: 'hi', stage: 'test' })
  })
})

it('keeps concurrent requests apart', async () => {
  const get = onRequest('GET /:n', async (_request, context) => {
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 10))
    return text(context.params.n)
  })
  const { send } = tiny({ get })
  const numbers = Array.from({ length: 50 }, (_, n) => String(n))
  expect(await Promise.all(numbers.map(async (n) => bodyOf(await send({ path: `/${n}` }))))).toEqual(numbers)
})
