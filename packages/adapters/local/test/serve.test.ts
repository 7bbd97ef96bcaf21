import { once } from 'node:events'
import { Agent, createServer, request as sendRequest } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, expect, it, vi } from 'vitest'
import { adapt, type LocalServer, serve } from '../src/index.ts'
import { makeApp } from './fixtures/app.ts'

let server: LocalServer | undefined

afterEach(async () => {
  await server?.close()
  server = undefined
})

it('is a plain node:http listener', async () => {
  const own = createServer(adapt(makeApp())).listen(0, '127.0.0.1')
  await once(own, 'listening')
  const { port } = own.address() as AddressInfo
  expect(await (await fetch(`http://127.0.0.1:${port}/cookies`)).text()).toBe('ok')
  own.close()
  own.closeAllConnections()
})

it('listens on loopback, on a free port', async () => {
  server = await serve(makeApp(() => undefined))
  expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  expect((await fetch(`${server.url}/cookies`)).headers.getSetCookie()).toEqual(['a=1', 'b=2'])
})

it('rejects when the port is taken', async () => {
  server = await serve(makeApp(() => undefined))
  await expect(serve(makeApp(), { port: Number(new URL(server.url).port) })).rejects.toThrow(/EADDRINUSE/)
})

it('believes as many proxies as it is told', async () => {
  server = await serve(
    makeApp(() => undefined),
    { trustedProxies: 2 },
  )
  const headers = { 'x-forwarded-for': '198.51.100.1, 203.0.113.9:4711, 10.0.0.1', 'x-forwarded-proto': 'https' }
  const seen = (await (await fetch(`${server.url}/echo/x`, { headers })).json()) as Record<string, unknown>
  expect(seen.ip).toBe('203.0.113.9')
  expect(seen.url).toMatch(/^https:/)
})

it.each([-1, 1.5, Number.NaN])('refuses %s trusted proxies', (trustedProxies) => {
  expect(() => adapt(makeApp(), { trustedProxies })).toThrow(/trustedProxies must be a whole number/)
})

it('finishes requests and waitUntil, refuses new ones, then shuts the app down once', async () => {
  const shutdown = vi.fn()
  server = await serve(makeApp(shutdown))
  const slow = fetch(`${server.url}/slow/200`)
  const later = await (await fetch(`${server.url}/later`)).text()
  await delay(50)
  const closed = Promise.all([server.close(), server.close()])
  await delay(20)
  expect(shutdown).not.toHaveBeenCalled()
  await expect(fetch(`${server.url}/bin`)).rejects.toThrow()
  expect([(await slow).status, later]).toEqual([200, 'now'])
  await closed
  expect(shutdown).toHaveBeenCalledTimes(1)
})

it('cuts off what outlasts the grace time', async () => {
  server = await serve(
    makeApp(() => undefined),
    { grace: 100 },
  )
  const hanging = fetch(`${server.url}/hang`)
  hanging.catch(() => undefined)
  await delay(50)
  await server.close()
  await expect(hanging).rejects.toThrow()
})

it('adds no signal listener unless it is asked to', async () => {
  const before = process.listenerCount('SIGTERM')
  server = await serve(makeApp(() => undefined))
  expect(process.listenerCount('SIGTERM')).toBe(before)
})

it.each(['/peek', '/ignore'])(
  'takes the next request on a connection when the body for %s was not read',
  async (path) => {
    server = await serve(makeApp(() => undefined))
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    const post = (size: number): Promise<boolean> =>
      new Promise((resolve, reject) => {
        const message = sendRequest(`${server?.url}${path}`, { agent, method: 'POST' }, (response) => {
          response.resume().on('end', () => resolve(message.reusedSocket))
        })
        message.on('error', reject).setTimeout(2000, () => message.destroy(new Error('no answer')))
        message.end(Buffer.alloc(size))
      })
    expect([await post(3_000_000), await post(10)]).toEqual([false, true])
    agent.destroy()
  },
)

it('tells a handler that the client broke off its upload', async () => {
  server = await serve(makeApp(() => undefined))
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1')
  const printed = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  socket.write('POST /count HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nabc')
  await expect.poll(async () => (await fetch(`${server?.url}/events`)).json()).toContain('first piece read')
  socket.destroy()
  await delay(100)
  // The client is gone: that is no failure of the function.
  expect(printed).not.toHaveBeenCalled()
  printed.mockRestore()
})
