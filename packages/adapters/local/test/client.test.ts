import { setTimeout as delay } from 'node:timers/promises'
import { expect, it, vi } from 'vitest'
import { type LocalClient, local } from '../src/index.ts'
import { makeApp } from './fixtures/app.ts'

async function happened(client: LocalClient): Promise<string[]> {
  return (await (await client.request('/events')).json()) as string[]
}

it('answers with a genuine Response, every cookie apart', async () => {
  const response = await local(makeApp()).request('/cookies')
  expect(response).toBeInstanceOf(Response)
  expect([response.status, await response.text()]).toEqual([200, 'ok'])
  expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2'])
})

it('takes a path, a URL and a Request', async () => {
  const client = local(makeApp())
  const urls = await Promise.all(
    ['/echo/a%2Fb?x=1&x=2&q=a+b', new URL('https://shop.example/echo/c#part'), new Request('http://h/echo/d')].map(
      async (input) => ((await (await client.request(input)).json()) as { url: string }).url,
    ),
  )
  expect(urls).toEqual(['http://localhost/echo/a%2Fb?x=1&x=2&q=a+b', 'https://shop.example/echo/c', 'http://h/echo/d'])
  const doubled = (await (await client.request('//echo/x')).json()) as { status: number }
  expect(doubled.status).toBe(404)
})

it('sends method, headers and body', async () => {
  const response = await local(makeApp()).request('/echo/x', {
    method: 'PUT',
    headers: { 'X-A': '1', cookie: 'a=1; b=2' },
    body: new Uint8Array([0, 255]),
  })
  const seen = (await response.json()) as Record<string, unknown>
  expect(seen).toMatchObject({ method: 'PUT', body: '00ff', hasBody: true, ip: '127.0.0.1' })
  expect(seen.headers).toEqual(
    expect.arrayContaining([
      ['cookie', 'a=1; b=2'],
      ['x-a', '1'],
    ]),
  )
})

it('answers errors as on a provider', async () => {
  const client = local(makeApp())
  const malformed = await client.request('/parse', { method: 'POST', body: '{' })
  expect([malformed.status, malformed.headers.get('content-type')]).toEqual([400, 'application/problem+json'])
  const boom = await client.request('/boom')
  expect(await boom.text()).not.toContain('secret')
  expect(client.logs.at(-1)).toMatchObject({ level: 'error', function: 'boom' })
  expect((await client.request('/bin', { method: 'DELETE' })).headers.get('allow')).toContain('GET')
})

it('gives the handler the environment of the option, and keeps its log', async () => {
  const client = local(makeApp(), { env: { SETTING: 'on' } })
  const print = vi.spyOn(console, 'error')
  expect(await (await client.request('/env')).json()).toEqual({ setting: 'on', path: false, platform: 'local' })
  expect(client.logs).toMatchObject([
    { level: 'warn', message: 'looked', fields: { name: 'SETTING' }, function: 'env' },
  ])
  expect(print).not.toHaveBeenCalled()
  expect(await (await local(makeApp()).request('/env')).json()).toMatchObject({ setting: null, path: true })
})

it('answers before waitUntil is done, and settles after', async () => {
  const client = local(makeApp())
  expect(await (await client.request('/later')).text()).toBe('now')
  expect(await happened(client)).toEqual([])
  await client.settled()
  expect(await happened(client)).toEqual(['later done'])
})

it('makes a streamed body no faster than it is read, and cancels it', async () => {
  const client = local(makeApp())
  const reader = (await client.request('/large/50')).body?.getReader()
  await reader?.read()
  await reader?.read()
  await delay(20)
  expect(await happened(client)).toEqual(['piece', 'piece'])
  await reader?.cancel()
  await client.settled()
  expect(await happened(client)).toEqual(['piece', 'piece', 'source ended'])
})

it('cancels a streamed body that nobody began to read', async () => {
  const client = local(makeApp())
  await (await client.request('/held')).body?.cancel()
  await client.settled()
  expect(await happened(client)).toEqual(['let go'])
})

it('errors a body whose source fails', async () => {
  const response = await local(makeApp()).request('/broken')
  await expect(response.text()).rejects.toThrow()
})

it('streams a request body without holding it', async () => {
  const client = local(makeApp())
  let made = 0
  async function* source(): AsyncGenerator<Uint8Array> {
    for (; made < 50; made += 1) {
      yield new Uint8Array(1024 * 1024)
      if (made === 10) expect(await happened(client)).toContain('first piece read')
    }
  }
  const body = ReadableStream.from(source()) as unknown as RequestInit['body']
  const response = await client.request('/count', { method: 'POST', body: body ?? null })
  expect(await response.json()).toEqual({ size: 50 * 1024 * 1024 })
})

it('rejects as fetch does when the signal aborts, and aborts the handler’s', async () => {
  const client = local(makeApp())
  const gone = new AbortController()
  const pending = client.request('/hang', { signal: gone.signal })
  await delay(10)
  gone.abort()
  await expect(pending).rejects.toMatchObject({ name: 'AbortError' })
  expect(await happened(client)).toEqual(['hang aborted: RoveError'])
  await expect(client.request('/bin', { signal: gone.signal })).rejects.toMatchObject({ name: 'AbortError' })
})

it('ends a handler that hangs at the timeout', async () => {
  const client = local(makeApp(), { timeout: 100 })
  const response = await client.request('/hang')
  expect(response.status).toBe(504)
  expect(client.logs.at(-1)?.message).toContain('"hang"')
})

it('takes a base path off', async () => {
  const client = local(makeApp(), { basePath: '/api' })
  expect((await client.request('/api/bin')).status).toBe(200)
})

it('keeps concurrent requests apart', async () => {
  const client = local(makeApp())
  const seen = await Promise.all(
    Array.from({ length: 30 }, async (_, n) =>
      (await client.request(`/echo/${n}`, { method: 'POST', body: `${n}` })).json(),
    ),
  )
  seen.forEach((one, n) => {
    expect(one).toMatchObject({ url: `http://localhost/echo/${n}`, body: Buffer.from(`${n}`).toString('hex') })
  })
})
