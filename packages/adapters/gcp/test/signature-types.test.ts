import type { Host } from '@rove/core/adapter'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { start } from '../src/host/index.ts'
import { type Artefact, buildFixture } from './artefact.ts'
import { send } from './wire.ts'

let artefact: Artefact
let host: Host | undefined

beforeAll(async () => {
  artefact = await buildFixture('events')
})

afterEach(async () => {
  await host?.stop()
  host = undefined
})

afterAll(() => artefact?.remove())

const json = [['content-type', 'application/json']] as const
const resource = { service: 'pubsub.googleapis.com', name: 'projects/p/topics/fixture-shipments' }
const context = { eventId: '1', timestamp: '2026-01-01T00:00:00Z', eventType: 'google.pubsub.topic.publish', resource }
const data = (body: object): object => ({ data: Buffer.from(JSON.stringify(body)).toString('base64') })
const source = `//pubsub.googleapis.com/${resource.name}`
const event = { specversion: '1.0', id: '1', source, type: 'google.cloud.pubsub.topic.v1.messagePublished' }

it.each([
  [
    'cloudevent',
    [['content-type', 'application/cloudevents+json']],
    (body: object) => ({ ...event, data: { message: data(body) } }),
  ],
  ['cloudevent', json, (body: object) => ({ context, data: data(body) })],
  ['event', json, (body: object) => ({ context, data: data(body) })],
  [
    'event',
    json,
    (body: object) => ({
      ...context,
      resource: resource.name,
      eventType: 'providers/cloud.pubsub/eventTypes/topic.publish',
      data: data(body),
    }),
  ],
  ['http', json, (body: object) => ({ context, data: data(body) })],
] as const)('the signature type %s: done is success, a throw is failure', async (signature, headers, toBody) => {
  // What the framework converts and parses in its own process is only seen there: covering it would break it.
  const running = await start({ artefact: artefact.folder, env: { FUNCTION_SIGNATURE_TYPE: signature } })
  host = running
  const post = async (body: object): Promise<number> =>
    (await send(running, { method: 'POST', target: '/', headers, body: JSON.stringify(toBody(body)) })).status
  expect(await post({ a: 1 })).toBe(204)
  expect(await post({ failUntil: 2 })).toBe(500)
  await expect.poll(() => running.logs().filter((line) => line.includes('"name":"ship"')).length).toBe(2)
})
