import { expect, it } from 'vitest'
import { createTarget, target } from '../src/target/index.ts'

const input = { appModule: './app.ts', name: 'shop' }

it('writes the lines that a user would write', () => {
  expect(target.entry(input)).toBe(
    'import { adapt } from \'@rove/azure\'\nimport app from "./app.ts"\nexport const handler = adapt(app)\n',
  )
})

it('writes options into the entry', () => {
  const adapt = { services: { queue: { shipments: 'service-bus' } }, webhooks: true } as const
  const entry = createTarget({ adapt }).entry(input)
  const [, written = ''] = /adapt\(app, (\{[\s\S]*\})\)\n$/.exec(entry) ?? []
  expect(JSON.parse(written)).toEqual(adapt)
})

it('keeps the delivery contract by host.json', () => {
  const hostJson = JSON.parse(target.files(input)['host.json'] ?? '')
  expect(hostJson.extensionBundle.id).toBe('Microsoft.Azure.Functions.ExtensionBundle')
  expect(hostJson.extensions).toMatchObject({
    http: { routePrefix: '' },
    queues: { maxDequeueCount: 5, messageEncoding: 'base64' },
    serviceBus: { autoCompleteMessages: true },
  })
})
