import { CloudTasksClient } from '@google-cloud/tasks'
import { queueSuite } from '@rove/conformance/vitest'
import type { OutgoingMessage } from '@rove/core/adapter'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { cloudTasks } from '../src/bindings/cloud-tasks.ts'
import { cloudTasksCapabilities } from '../src/bindings/cloud-tasks-capabilities.ts'
import { type CloudTasks, startCloudTasks } from './cloud-tasks.fixture.ts'
import { deliveryOf } from './events.ts'
import { impatient, soonAgain } from './faults.fixture.ts'
import { clientOptions, failure } from './grpc.fixture.ts'

const account = ['tasks', 'demo.iam.gserviceaccount.com'].join('@')
const target = { ROVE_TASKS_URL_THE_QUEUE: 'https://shop.run.app/', ROVE_TASKS_SERVICE_ACCOUNT: account }
const parent = 'projects/demo/locations/europe-west1/queues/orders'
const textOf = (body: unknown): string => Buffer.from((body ?? '') as Uint8Array).toString()
const message = (text: string, more: Partial<OutgoingMessage> = {}): OutgoingMessage => ({
  text,
  delay: undefined,
  group: undefined,
  dedupeKey: undefined,
  ...more,
})

describe('queues on Cloud Tasks', () => {
  let google: CloudTasks
  const open = (native = parent, env: Record<string, string> = target, ordered = false) =>
    cloudTasks({ client: google.client }).open({ name: 'the-queue', native, ordered, env })

  beforeAll(async () => {
    google = await startCloudTasks()
  })
  afterEach(() => google.fail(undefined))
  afterAll(() => google.stop())

  queueSuite({
    name: 'cloud-tasks on a fake of its gRPC service',
    capabilities: cloudTasksCapabilities,
    open: async () => open(),
    receive: async () => google.due().map(({ httpRequest }) => textOf(httpRequest?.body)),
    without: { order: 'Cloud Tasks keeps no order' },
    faults: {
      endpoint: () => `http://127.0.0.1:${google.server.port}`,
      async openThrough(endpoint) {
        const own = new CloudTasksClient({ ...clientOptions(Number(new URL(endpoint).port)), ...soonAgain })
        const source = cloudTasks({ client: impatient(own, 'createTask') })
        const driver = source.open({ name: 'the-queue', native: parent, ordered: false, env: target })
        return { ...driver, close: () => own.close() }
      },
    },
  })

  it('send a task in the form that the adapter receives', async () => {
    const [result] = await open().send([message('{"a":1}')])
    const { name, httpRequest } = google.created.at(-1) ?? {}
    expect(httpRequest).toMatchObject({
      url: 'https://shop.run.app/',
      httpMethod: 1,
      oidcToken: { serviceAccountEmail: account, audience: 'https://shop.run.app' },
    })
    const task = name?.split('/').at(-1) ?? ''
    expect(result).toEqual({ id: task })
    const headers = {
      ...httpRequest?.headers,
      'user-agent': 'Google-Cloud-Tasks',
      'x-cloudtasks-queuename': 'orders',
      'x-cloudtasks-taskname': task,
      'x-cloudtasks-taskretrycount': '0',
    }
    expect(await deliveryOf({ headers, body: textOf(httpRequest?.body) })).toMatchObject({
      trigger: 'message',
      names: ['orders'],
      id: task,
      attempt: 1,
      attributes: {},
      datacontenttype: undefined,
      payload: { bytes: new TextEncoder().encode('{"a":1}') },
    })
  })

  it.each([
    ['https://shop.run.app/_rove/events/ship', 'https://shop.run.app'],
    ['https://europe-west1-demo.cloudfunctions.net/shop', 'https://europe-west1-demo.cloudfunctions.net/shop'],
    [
      'https://europe-west1-demo.cloudfunctions.net/shop/_rove/events',
      'https://europe-west1-demo.cloudfunctions.net/shop',
    ],
    ['https://shop.run.app?a=b', 'https://shop.run.app'],
  ])('to %s have a token for %s', async (url, audience) => {
    await open(parent, { ROVE_TASKS_URL: url, ROVE_TASKS_SERVICE_ACCOUNT: account }).send([message('a')])
    expect(google.created.at(-1)?.httpRequest).toMatchObject({ url, oidcToken: { audience } })
  })

  it.each([
    [{}, /ROVE_TASKS_URL_THE_QUEUE \(or ROVE_TASKS_URL\) is not set/],
    [{ ...target, ROVE_TASKS_URL_THE_QUEUE: 'shop.run.app' }, /ROVE_TASKS_URL_THE_QUEUE is no URL: shop\.run\.app/],
    [{ ROVE_TASKS_URL: 'https://shop.run.app' }, /ROVE_TASKS_SERVICE_ACCOUNT is not set/],
  ])('say what is missing in the environment: %j', async (env, said) => {
    const before = google.created.length
    const sending = open(parent, env as Record<string, string>).send([message('a')])
    await expect(sending).rejects.toMatchObject({ code: 'FailedPrecondition', message: expect.stringMatching(said) })
    expect(google.created.length).toBe(before)
  })

  it('are found by name, with project and location of the environment or the client', async () => {
    await open('plain', { ...target, GOOGLE_CLOUD_LOCATION: 'us-east1' }).send([message('a')])
    expect(google.created.at(-1)?.name).toMatch(/^projects\/demo\/locations\/us-east1\/queues\/plain\/tasks\//)
    await open('plain', { ...target, FUNCTION_REGION: 'us-west1', GOOGLE_CLOUD_PROJECT: 'other' }).send([message('a')])
    expect(google.created.at(-1)?.name).toMatch(/^projects\/other\/locations\/us-west1\/queues\/plain\/tasks\//)
    await expect(open('plain').send([message('a')])).rejects.toMatchObject({
      code: 'FailedPrecondition',
      message: expect.stringMatching(/set GOOGLE_CLOUD_LOCATION/),
    })
  })

  it('that are ordered are refused, with what to use', () => {
    expect(() => open(parent, target, true)).toThrow(
      expect.objectContaining({ code: 'Unimplemented', message: expect.stringMatching(/Pub\/Sub/) }),
    )
  })

  it('drop what has the key of a message before, and say that it is sent', async () => {
    const [first] = await open().send([message('a', { dedupeKey: 'größe/1' })])
    const before = google.created.length
    expect(await open().send([message('b', { dedupeKey: 'größe/1' })])).toEqual([first])
    expect(google.created.length).toBe(before)
  })

  it('take the largest message with every option, the longest delay too', async () => {
    const { limits } = open()
    const url = `https://shop.run.app/${'p'.repeat(2000)}`
    const env = { ROVE_TASKS_URL: url, ROVE_TASKS_SERVICE_ACCOUNT: account }
    const largest = message('x'.repeat(limits.message), { delay: limits.delay, dedupeKey: 'largest' })
    expect((await open(parent, env).send([largest]))[0]).toHaveProperty('id')
  })

  it('tell of each message of a batch, and throw when none of it was sent', async () => {
    const driver = open()
    const tooLarge = message('x'.repeat(1_000_001))
    const [first, second] = await driver.send([tooLarge, message('fits')])
    expect(driver.errorCode((first as { error: unknown }).error)).toBe('InvalidArgument')
    expect(second).toHaveProperty('id')
    const none = await driver.send([tooLarge, tooLarge]).catch((error: unknown) => error)
    expect(driver.errorCode(none)).toBe('InvalidArgument')
  })

  it('make every call once', async () => {
    const driver = open()
    for (const [code, known] of [
      ['UNAVAILABLE', 'Unavailable'],
      ['RESOURCE_EXHAUSTED', 'ResourceExhausted'],
      ['DEADLINE_EXCEEDED', 'DeadlineExceeded'],
      ['PERMISSION_DENIED', 'PermissionDenied'],
    ] as const) {
      google.fail(failure(code, 'no'))
      const before = [...google.server.calls.values()][0] ?? 0
      const error = await driver.send([message('a')]).catch((thrown: unknown) => thrown)
      expect([driver.errorCode(error), google.server.calls.values().next().value]).toEqual([known, before + 1])
    }
    google.fail(undefined)
    const missing = open('projects/demo/locations/europe-west1/queues/missing')
    expect(missing.errorCode(await missing.send([message('a')]).catch((error: unknown) => error))).toBe('NotFound')
  })
})
