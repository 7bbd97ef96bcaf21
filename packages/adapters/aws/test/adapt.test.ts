import { adapt, type HttpV2Result } from '@rove/aws'
import { app, json, onRequest, RoveError, text } from '@rove/core'
import { describe, expect, it } from 'vitest'
import { answerWith } from './echo.ts'
import { everyShape, httpV2Event } from './events.ts'

describe('the handler', () => {
  it('has two parameters: the runtime takes a third for a callback', () => {
    expect(adapt(app('empty', {}))).toHaveLength(2)
  })

  it('can be called without a context, as tests do', async () => {
    const handler = adapt(
      app('one', { get: onRequest('GET /orders', (_, { id, deadline }) => json({ id, deadline })) }),
    )
    const { statusCode, body } = (await handler(httpV2Event())) as HttpV2Result
    expect(statusCode).toBe(200)
    expect(JSON.parse(body)).toEqual({ id: expect.stringMatching(/^[\da-f-]{36}$/) })
  })

  it('waits for waitUntil, whatever becomes of it', async () => {
    const done: string[] = []
    const later = async (name: string, fail: boolean) => {
      await new Promise((resolve) => setTimeout(resolve, 20))
      done.push(name)
      if (fail) throw new Error(name)
    }
    const result = await answerWith<HttpV2Result>(httpV2Event(), (_, { waitUntil }) => {
      waitUntil(later('fails', true))
      waitUntil(later('works', false))
      return text('sent')
    })
    expect(result.body).toBe('sent')
    expect(done).toEqual(['fails', 'works'])
  })

  it.each([new Error('secret'), 'secret', undefined, Object.freeze({ secret: 1 }), null])(
    'turns %j into the same problem',
    async (thrown) => {
      const { statusCode, headers, body } = await answerWith<HttpV2Result>(httpV2Event(), () => {
        throw thrown
      })
      expect(statusCode).toBe(500)
      expect(headers['content-type']).toBe('application/problem+json')
      expect(JSON.parse(body)).toEqual({
        type: 'about:blank',
        title: 'Internal Server Error',
        status: 500,
        code: 'Internal',
      })
    },
  )

  it('takes a base path off', async () => {
    const shop = app('shop', { get: onRequest('GET /orders', (request) => text(request.url)) })
    const event = httpV2Event({ rawPath: '/api/orders' })
    expect(((await adapt(shop, { basePath: '/api' })(event)) as HttpV2Result).body).toBe(
      'https://api.example.com/orders',
    )
  })

  it('does not change the event', async () => {
    for (const event of Object.values(everyShape)) {
      const given = deepFreeze(event())
      await answerWith(given, (request) => json({ url: request.url, headers: [...request.headers] }))
      expect(given).toEqual(event())
    }
  })

  it('keeps invocations of one process apart', async () => {
    const handler = adapt(
      app('many', {
        get: onRequest('GET /:n', async (request, { params }) => {
          await new Promise((resolve) => setTimeout(resolve, Number(params.n) % 7))
          return text(`${params.n} ${request.headers.get('x-n')}`)
        }),
      }),
    )
    const events = Array.from({ length: 50 }, (_, n) => httpV2Event({ rawPath: `/${n}`, headers: { 'x-n': `${n}` } }))
    const results = (await Promise.all(events.map((event) => handler(event)))) as HttpV2Result[]
    expect(results.map(({ body }) => body)).toEqual(events.map((_, n) => `${n} ${n}`))
  })

  it('gives up before Lambda does', async () => {
    const hang = app('hang', { get: onRequest('GET /orders', () => new Promise<Response>(() => undefined)) })
    const context = { awsRequestId: 'r', getRemainingTimeInMillis: () => 100 }
    const result = (await adapt(hang)(httpV2Event(), context as never)) as HttpV2Result
    expect(result.statusCode).toBe(504)
  })
})

it.each(Object.entries(everyShape))('%s routes, misses and fails alike', async (_, event) => {
  const handler = adapt(
    app('shop', {
      list: onRequest('GET /orders', () => {
        throw new RoveError('NotFound', 'There are no orders.')
      }),
    }),
  )
  const result = (await handler(event())) as { statusCode?: number; status?: string; body: string }
  expect(String(result.statusCode ?? result.status)).toBe('404')
  expect(JSON.parse(result.body).detail).toBe('There are no orders.')
})

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null)
    for (const part of Object.values(Object.freeze(value))) deepFreeze(part)
  return value
}
