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
  expect(entry).toContain('adapt(app, { services: {"queue":{"shipments":"service-bus"}}, webhooks: true })')
})

it('sends to the services that call the functions', () => {
  const resources = [
    { kind: 'kv', name: 'orders' },
    { kind: 'queue', name: 'shipments' },
    { kind: 'queue', name: 'invoices', ordered: true },
    { kind: 'topic', name: 'placed' },
    { kind: 'config', name: 'region' },
  ] as const
  expect(target.entry({ ...input, resources }).split('\n')).toEqual([
    "import { adapt } from '@rove/azure'",
    "import { cosmos } from '@rove/azure/cosmos'",
    "import { storageQueue } from '@rove/azure/storage-queue'",
    "import { serviceBusQueue } from '@rove/azure/service-bus'",
    "import { eventGrid } from '@rove/azure/event-grid'",
    'import app from "./app.ts"',
    'export const handler = adapt(app, { bindings: [cosmos(), storageQueue({ only: ["shipments"] }), serviceBusQueue({ only: ["invoices"] }), eventGrid()] })',
    '',
  ])
  const services = { topic: { placed: 'service-bus' } } as const
  expect(createTarget({ adapt: { services } }).entry({ ...input, resources })).toContain('serviceBusTopic()')
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
