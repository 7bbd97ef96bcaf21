import { once } from 'node:events'
import { PassThrough, type Writable } from 'node:stream'
import { adapt } from '@rove/aws'
import { app, empty, onRequest, type RequestContext, stream, text } from '@rove/core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import './echo.ts'
import { albEvent, httpV2Event, restV1Event } from './events.ts'

// What the runtime client does: the prelude and eight NUL bytes go out with the first write, never with `end` alone.
const runtime = {
  streamifyResponse: <Handler>(handler: Handler): Handler => handler,
  HttpResponseStream: {
    from(output: Writable, prelude: object): Writable {
      const write = output.write.bind(output) as (chunk: unknown) => boolean
      let started = false
      output.write = ((chunk: unknown) => {
        if (!started) write(`${JSON.stringify(prelude)}${'\0'.repeat(8)}`)
        started = true
        return write(chunk)
      }) as Writable['write']
      return output
    },
  },
}

const lambda = globalThis as { awslambda?: unknown }
beforeEach(() => {
  lambda.awslambda = runtime
})
afterEach(() => {
  delete lambda.awslambda
})

type Respond = (request: Request, context: RequestContext) => Response | Promise<Response>

function streaming(respond: Respond) {
  return adapt(app('s', { all: onRequest('ANY /*', (request, context) => respond(request, context)) }), {
    stream: true,
  })
}

async function run(event: unknown, respond: Respond) {
  const output = new PassThrough({ highWaterMark: 1024 })
  const chunks: Buffer[] = []
  output.on('data', (chunk) => chunks.push(chunk))
  await streaming(respond)(event, output)
  if (!output.readableEnded) await once(output, 'end')
  const all = Buffer.concat(chunks)
  const end = all.indexOf('\0'.repeat(8))
  return { prelude: JSON.parse(all.subarray(0, end).toString()), body: all.subarray(end + 8) }
}

it('has no third parameter', () => {
  expect(streaming(() => text('x')).length).toBeLessThan(3)
})

it('says what to do where the runtime’s global is missing', () => {
  delete lambda.awslambda
  expect(() => streaming(() => text('x'))).toThrow(/needs the global "awslambda".*@rove\/aws\/host/)
})

describe.each([
  ['http-v2', httpV2Event, { cookies: ['a=1', 'b=2'] }],
  ['rest-v1', restV1Event, { multiValueHeaders: { 'set-cookie': ['a=1', 'b=2'] } }],
])('%s', (_, event, cookies) => {
  it('sends the prelude, every cookie in its field, and the body', async () => {
    const headers = { 'content-type': 'text/csv', 'set-cookie': ['a=1', 'b=2'] }
    const { prelude, body } = await run(event(), () => stream(['a,', 'b'], { status: 201, headers }))
    expect(prelude).toEqual({ statusCode: 201, headers: { 'content-type': 'text/csv' }, ...cookies })
    expect(body.toString()).toBe('a,b')
  })

  it.each([204, 302])('sends status and headers of a %i without a body, and ends', async (status) => {
    const { prelude, body } = await run(event(), () => empty({ status, headers: { location: '/x' } }))
    expect(prelude).toEqual({ statusCode: status, headers: { location: '/x' } })
    expect(body).toHaveLength(0)
  })

  it('answers errors as problems', async () => {
    const { prelude, body } = await run(event(), () => {
      throw new Error('secret')
    })
    expect(prelude).toMatchObject({ statusCode: 500, headers: { 'content-type': 'application/problem+json' } })
    expect(body.toString()).not.toContain('secret')
  })
})

it('sends every byte of text, bytes and streams', async () => {
  const large = Buffer.alloc(300_000, 'é')
  expect((await run(httpV2Event(), () => text(large.toString()))).body.equals(large)).toBe(true)
  const pieces = Array.from({ length: 30 }, (_, n) => large.subarray(n * 10_000, (n + 1) * 10_000))
  expect((await run(httpV2Event(), () => stream(pieces))).body.equals(large)).toBe(true)
})

it('reads the source no faster than the stream takes it', async () => {
  let made = 0
  function* source() {
    while (made < 50) {
      made += 1
      yield new Uint8Array(64 * 1024)
    }
  }
  const output = new PassThrough({ highWaterMark: 1024 })
  const ended = streaming(() => stream(source()))(httpV2Event(), output)
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(made).toBeLessThan(5)
  output.resume()
  await ended
  expect(made).toBe(50)
})

it('rejects when the source fails in the middle, and does not end the stream as if all were well', async () => {
  async function* source() {
    yield 'first'
    throw new Error('the source broke')
  }
  const output = new PassThrough()
  const handled = streaming(() => stream(source()))(httpV2Event(), output)
  await expect(handled).rejects.toThrow('the source broke')
  expect(output.writableEnded).toBe(false)
  expect(output.destroyed).toBe(false)
  expect(String(output.read())).toContain('first')
})

it('cancels the source when the stream breaks, and settles', async () => {
  let cancelled = false
  async function* source() {
    try {
      while (true) {
        yield new Uint8Array(64 * 1024)
      }
    } finally {
      cancelled = true
    }
  }
  const output = new PassThrough({ highWaterMark: 1024 })
  const handled = streaming(() => stream(source()))(httpV2Event(), output)
  setTimeout(() => output.destroy(new Error('the connection broke')), 20)
  await handled
  expect(cancelled).toBe(true)
})

it('ends the stream before waitUntil is done, and the handler after', async () => {
  const order: string[] = []
  const output = new PassThrough()
  output.on('end', () => order.push('stream'))
  output.resume()
  await streaming((_, { waitUntil }) => {
    waitUntil(new Promise((resolve) => setTimeout(resolve, 40)).then(() => order.push('work')))
    return text('x')
  })(httpV2Event(), output)
  order.push('handler')
  expect(order).toEqual(['stream', 'work', 'handler'])
})

it('names what takes no stream', async () => {
  await expect(streaming(() => text('x'))(albEvent(), new PassThrough())).rejects.toThrow(
    /an Application Load Balancer event, which takes no streamed answer.*It takes http-v2 .*rest-v1/,
  )
})
