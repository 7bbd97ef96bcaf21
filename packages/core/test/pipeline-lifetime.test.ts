import { describe, expect, it, vi } from 'vitest'
import { onRequest, stream, text } from '../src/index.ts'
import { bodyOf, tiny } from './pipeline.fixture.ts'

const hang = () => new Promise<never>(() => undefined)

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
    vi.useFakeTimers()
    try {
      const stuck = onRequest('GET /', hang)
      let status: number | undefined
      const sent = tiny({ stuck }, { deadlineIn: 1000 }).send()
      sent.then(({ result }) => {
        status = result.status
      })
      await vi.advanceTimersByTimeAsync(899)
      expect(status).toBeUndefined()
      await vi.advanceTimersByTimeAsync(2)
      expect(status).toBe(504)
    } finally {
      vi.useRealTimers()
    }
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
