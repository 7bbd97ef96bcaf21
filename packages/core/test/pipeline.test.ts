import { describe, expect, it, vi } from 'vitest'
import { type Context, empty, json, type Middleware, mount, onRequest, RoveError, text } from '../src/index.ts'
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
