import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { http } from '@google-cloud/functions-framework'
import { getTestServer } from '@google-cloud/functions-framework/testing'
import { isRoveError } from '@rove/core'
import express from 'express'
import { afterEach, expect, it } from 'vitest'
import { adapt } from '../src/index.ts'
import fixture from './fixtures/app.ts'

const handler = adapt(fixture)
const servers: Server[] = []

afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections()
})

async function listen(server: Server): Promise<string> {
  servers.push(server.listen(0, '127.0.0.1'))
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const malformed = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"a":' }
const correct = { ...malformed, body: '{"a":1}' }

it('runs on the framework’s test server, which learns at its first request that the function is ours', async () => {
  http('ours', handler)
  const url = await listen(getTestServer('ours'))
  expect(await (await fetch(`${url}/parse`, correct)).json()).toEqual({ value: { a: 1 } })
  const answer = await fetch(`${url}/parse`, malformed)
  expect([answer.status, answer.headers.get('content-type')]).toEqual([400, 'application/problem+json'])
})

it('leaves a native function on a server of the framework alone', async () => {
  http('native', (request, response) => {
    response.json({ type: request.headers['content-type'], body: request.body as unknown })
  })
  const url = await listen(getTestServer('native'))
  for (let count = 0; count < 2; count += 1) {
    expect(await (await fetch(url, correct)).json()).toEqual({ type: 'application/json', body: { a: 1 } })
  }
  expect((await fetch(url, malformed)).headers.get('content-type')).toContain('text/html')
  expect((await fetch(`${url}/favicon.ico`)).status).toBe(404)
})

it.each<[string, RequestListener]>([
  [
    'a user’s own Express app',
    express()
      .use(express.json())
      .use((request, response) => {
        response.json({ type: request.headers['content-type'], body: request.body as unknown })
      }),
  ],
  [
    'a plain server',
    (request, response) => {
      response.end(JSON.stringify({ type: request.headers['content-type'], body: { a: 1 } }))
    },
  ],
])('leaves %s in the same process alone', async (_what, listener) => {
  const url = await listen(createServer(listener))
  expect(await (await fetch(url, correct)).json()).toEqual({ type: 'application/json', body: { a: 1 } })
})

it('refuses a CloudEvent and names what it takes', async () => {
  const event = { specversion: '1.0', id: '1', source: '/', type: 'x' }
  const failure = await handler(event as never, undefined as never).catch((error: unknown) => error)
  expect(isRoveError(failure)).toBe(true)
  expect(String(failure)).toMatch(
    /received a CloudEvent \(is the signature type "http"\?\).*It takes http \(HTTP function/,
  )
})

it.each([-1, 0.5, Number.NaN])('refuses %s trusted proxies', (trustedProxies) => {
  expect(() => adapt(fixture, { trustedProxies })).toThrow(/trustedProxies must be a whole number/)
})

it('adds no SIGTERM listener where there is no framework', () => {
  const before = process.listenerCount('SIGTERM')
  adapt(fixture)
  expect(process.listenerCount('SIGTERM')).toBe(before)
})

it('has one parameter, so that the framework never calls it with a callback', () => {
  expect(handler.length).toBe(1)
})
