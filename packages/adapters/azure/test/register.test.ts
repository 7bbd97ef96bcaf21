import azure from '@azure/functions'
import { app, json, onRequest } from '@rove/core'
import { expect, it, vi } from 'vitest'
import { adapt } from '../src/index.ts'

it('registers one catch-all function named after the app, and its clean-up', async () => {
  const setup = vi.spyOn(azure.app, 'setup').mockImplementation(() => undefined)
  const http = vi.spyOn(azure.app, 'http').mockImplementation(() => undefined)
  const terminate = vi
    .spyOn(azure.app.hook, 'appTerminate')
    .mockImplementation(() => new azure.Disposable(() => undefined))
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
  const shutdown = vi.fn()
  const functions = { one: onRequest('GET /one', () => json(1)), two: onRequest('GET /admin/users', () => json(2)) }
  const handler = adapt(app('shop', functions, { shutdown }), { stream: false, authLevel: 'function' })

  expect(setup).toHaveBeenCalledExactlyOnceWith({ enableHttpStream: false })
  expect(http).toHaveBeenCalledExactlyOnceWith('shop', {
    authLevel: 'function',
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
    route: '{*path}',
    handler,
  })
  await terminate.mock.calls[0]?.[0]({} as never)
  expect(shutdown).toHaveBeenCalledOnce()
  expect(warn.mock.calls.join()).toMatch(/"two" cannot be reached at \/admin\/users/)
  expect(warn).toHaveBeenCalledOnce()
})
