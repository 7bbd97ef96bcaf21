import { closeServer, listenOnLoopback, readWire, sendWire } from '@rove/core/host'
import { expect, it, onTestFinished } from 'vitest'
import type { ReceivedRequest } from '../src/host/fronts/front.ts'
import { createFront } from '../src/host/fronts/index.ts'
import { createHttpServer } from '../src/host/http-server.ts'
import type { FunctionClient } from '../src/host/lambda-client.ts'

const front = createFront('rest-api', { clientIp: '127.0.0.1', stage: undefined, invokeMode: 'BUFFERED' })
const streaming = createFront('function-url', {
  clientIp: '127.0.0.1',
  stage: undefined,
  invokeMode: 'RESPONSE_STREAM',
})
const never = new Promise<never>(() => undefined)

const client: FunctionClient = {
  invoke: async () => ({ payload: Buffer.from('{"statusCode":200,"body":"fine"}'), functionError: undefined, log: '' }),
  invokeStreaming: () => never,
  close: () => undefined,
}

async function serve(options: Partial<Parameters<typeof createHttpServer>[0]>): Promise<string> {
  const server = createHttpServer({ front, client, onLog: () => undefined, ...options })
  onTestFinished(() => closeServer(server))
  return `http://127.0.0.1:${await listenOnLoopback(server)}`
}

const get = { method: 'GET', target: '/' }

it('answers for the function when the front loses its patience', async () => {
  const url = await serve({ front: { ...front, patience: 20 }, client: { ...client, invoke: () => never } })
  const response = await sendWire(url, get)
  expect(response.status).toBe(504)
  expect((await readWire(response)).toString()).toBe('{"message": "Endpoint request timed out"}')
})

it('lets go of a stream that comes too late', async () => {
  let release: () => void = () => undefined
  const left = new Promise<void>((resolve) => {
    release = resolve
  })
  const body = {
    [Symbol.asyncIterator]: () => ({
      next: async () => ({ done: false, value: Buffer.from('late') }),
      return: async () => {
        release()
        return { done: true as const, value: undefined }
      },
    }),
  }
  let arrive: () => void = () => undefined
  const invokeStreaming: FunctionClient['invokeStreaming'] = () =>
    new Promise((resolve) => {
      arrive = () => resolve({ contentType: 'text/plain', body })
    })
  const url = await serve({ front: { ...streaming, patience: 20 }, client: { ...client, invokeStreaming } })
  const response = await sendWire(url, get)
  expect(response.status).toBe(502)
  arrive()
  await left
})

it('hands on what was received as it was, without the fields of the connection', async () => {
  const received: ReceivedRequest[] = []
  const url = await serve({
    front: {
      ...front,
      toEvent: (request) => {
        received.push(request)
        return {}
      },
    },
  })
  const response = await sendWire(url, {
    method: 'PATCH',
    target: '//a%2Fb/../c?x=%zz&&y',
    headers: [
      ['Host', 'shop.example'],
      ['X-Case', '1'],
      ['x-case', '2'],
    ],
    body: Uint8Array.of(0, 255),
  })
  await readWire(response)
  expect(received).toEqual([
    {
      method: 'PATCH',
      target: '//a%2Fb/../c?x=%zz&&y',
      headers: [
        ['Host', 'shop.example'],
        ['X-Case', '1'],
        ['x-case', '2'],
        ['content-length', '2'],
      ],
      body: Buffer.from([0, 255]),
    },
  ])
})

it('refuses a body that is too large for the front, after reading it', async () => {
  const url = await serve({ front: { ...front, maxRequestBytes: 1000 } })
  const small = await sendWire(url, { ...get, method: 'POST', body: 'x'.repeat(1000) })
  expect(small.status).toBe(200)
  await readWire(small)
  const large = await sendWire(url, { ...get, method: 'POST', body: 'x'.repeat(1001) })
  expect(large.status).toBe(413)
  await readWire(large)
})

it.each(['RequestEntityTooLargeException', 'RequestTooLargeException'])('has the same answer for %s', async (name) => {
  const refused = Object.assign(new Error('too large'), { name })
  const response = await sendWire(await serve({ client: { ...client, invoke: () => Promise.reject(refused) } }), get)
  expect(response.status).toBe(413)
  await readWire(response)
})

it.each([
  ['a header that HTTP cannot carry', '{"statusCode":200,"headers":{"x-a":"1\\r\\nx-b: 2"}}'],
  ['a header name that is none', '{"statusCode":200,"headers":{"x a":"1"}}'],
])('refuses %s', async (_, text) => {
  const invoke = async () => ({ payload: Buffer.from(text), functionError: undefined, log: '' })
  const response = await sendWire(await serve({ client: { ...client, invoke } }), get)
  expect(response.status).toBe(502)
  await readWire(response)
})

it('says in its log, and not to the client, what went wrong in the host itself', async () => {
  const lines: string[] = []
  const invoke = () => Promise.reject(new Error('a cause'))
  const url = await serve({ client: { ...client, invoke }, onLog: (line) => lines.push(line) })
  const response = await sendWire(url, get)
  expect(response.status).toBe(500)
  expect((await readWire(response)).toString()).not.toContain('a cause')
  expect(lines.join()).toContain('a cause')
})
