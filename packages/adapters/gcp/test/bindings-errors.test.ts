import { createServer, type Server } from 'node:http'
import { createServer as createTcpServer } from 'node:net'
import { Firestore } from '@google-cloud/firestore'
import { SecretManagerServiceClient } from '@google-cloud/secret-manager'
import { Storage } from '@google-cloud/storage'
import { CloudTasksClient } from '@google-cloud/tasks'
import type { KvDriver } from '@rove/core/adapter'
import { closeServer, listenOnLoopback } from '@rove/core/host'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cloudTasks } from '../src/bindings/cloud-tasks.ts'
import { errorCode } from '../src/bindings/error-code.ts'
import { firestore } from '../src/bindings/firestore.ts'
import { secretManager } from '../src/bindings/secret-manager.ts'
import { clientAt, freePort, openNative } from './firestore-emulator.fixture.ts'
import { clientOptions, failing, failure, type GrpcServer, startGrpc } from './grpc.fixture.ts'

const thrownBy = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    (value) => expect.fail(`it gave ${JSON.stringify(value)}`),
    (error: unknown) => error,
  )
const codeOf = async (work: Promise<unknown>): Promise<string> => errorCode(await thrownBy(work))
const secretOf = (client: SecretManagerServiceClient) =>
  openNative(secretManager({ client }), 'projects/demo/secrets/s')

const codes = [
  ['CANCELLED', 'Canceled'],
  ['UNKNOWN', 'Unknown'],
  ['INVALID_ARGUMENT', 'InvalidArgument'],
  ['DEADLINE_EXCEEDED', 'DeadlineExceeded'],
  ['ALREADY_EXISTS', 'AlreadyExists'],
  ['PERMISSION_DENIED', 'PermissionDenied'],
  ['RESOURCE_EXHAUSTED', 'ResourceExhausted'],
  ['FAILED_PRECONDITION', 'FailedPrecondition'],
  ['ABORTED', 'ResourceExhausted'],
  ['OUT_OF_RANGE', 'InvalidArgument'],
  ['UNIMPLEMENTED', 'Unimplemented'],
  ['INTERNAL', 'Unavailable'],
  ['UNAVAILABLE', 'Unavailable'],
  ['DATA_LOSS', 'Internal'],
  ['UNAUTHENTICATED', 'PermissionDenied'],
] as const

describe('what clients of gRPC throw', () => {
  let server: GrpcServer
  let answer: Parameters<typeof failure>[0]
  let secrets: SecretManagerServiceClient
  let documents: Firestore
  const fail = () => failure(answer, 'no')
  const of = (method: string) => `/google.firestore.v1.Firestore/${method}`
  const access = '/google.cloud.secretmanager.v1.SecretManagerService/AccessSecretVersion'

  beforeAll(async () => {
    server = await startGrpc([
      failing(access, false, fail),
      failing(of('Commit'), false, fail),
      failing(of('BatchGetDocuments'), true, fail),
      failing(of('RunQuery'), true, fail),
    ])
    secrets = new SecretManagerServiceClient(clientOptions(server.port))
    documents = clientAt(`127.0.0.1:${server.port}`)
  })
  afterAll(async () => {
    await secrets.close()
    await documents.terminate()
    server.stop()
  })

  it.each(codes)('%s is %s', async (code, known) => {
    answer = code
    expect(await codeOf(secretOf(secrets).get(undefined))).toBe(known)
  })

  const calls: ReadonlyArray<[string, string, (driver: KvDriver) => Promise<unknown>]> = [
    ['set', 'Commit', (driver) => driver.set({ key: 'a', text: '1', expiresAt: undefined }, undefined)],
    [
      'set if absent',
      'Commit',
      (driver) => driver.set({ key: 'a', text: '1', expiresAt: undefined }, { absent: true }),
    ],
    [
      'set if version',
      'Commit',
      (driver) => driver.set({ key: 'a', text: '1', expiresAt: undefined }, { version: '1.000000000' }),
    ],
    ['delete', 'Commit', (driver) => driver.delete('a', undefined)],
    ['get', 'BatchGetDocuments', (driver) => driver.get('a')],
    ['getMany', 'BatchGetDocuments', (driver) => driver.getMany(['a', 'b'])],
    ['list', 'RunQuery', (driver) => driver.list({ prefix: '', limit: 10, cursor: undefined })],
  ]
  it.each(calls)('Firestore is asked once by %s, whatever it answers', async (_what, method, call) => {
    const driver = openNative(firestore({ client: documents }), 'orders')
    for (const [code, known] of codes) {
      // That something is there already is what a condition asks for.
      if (code === 'ALREADY_EXISTS') continue
      answer = code
      const before = server.calls.get(of(method)) ?? 0
      const error = await thrownBy(call(driver))
      expect([code, driver.errorCode(error), (server.calls.get(of(method)) ?? 0) - before]).toEqual([code, known, 1])
    }
  })

  it('a document that is not there does not have a version; a missing database is something else', async () => {
    const driver = openNative(firestore({ client: documents }), 'orders')
    answer = 'NOT_FOUND'
    expect(driver.errorCode(await thrownBy(driver.delete('a', { version: '1.000000000' })))).toBe('FailedPrecondition')
    expect(driver.errorCode(await thrownBy(driver.delete('a', undefined)))).toBe('NotFound')
  })

  it('the client that was given is left as it is', async () => {
    openNative(firestore({ client: documents }), 'orders')
    expect(openNative(firestore({ client: documents }), 'orders').native).toBe(documents)
    for (const name of ['request', '_retry', 'createCallOptions']) {
      expect([Object.hasOwn(documents, name), name in Firestore.prototype]).toEqual([false, true])
    }
  })

  it('a client that one store has closed is made anew for the others', async () => {
    const env = { FIRESTORE_EMULATOR_HOST: `127.0.0.1:${server.port}`, GOOGLE_CLOUD_PROJECT: 'demo' }
    const source = firestore()
    const [one, other] = [openNative(source, 'one', env), openNative(source, 'other', env)]
    answer = 'PERMISSION_DENIED'
    for (const store of [one, other]) expect(await codeOf(store.get('a'))).toBe('PermissionDenied')
    await one.close?.()
    expect(await codeOf(other.get('a'))).toBe('PermissionDenied')
    await other.close?.()
  })

  it('a queue in no location is told to the operator alone', async () => {
    const tasks = { ROVE_TASKS_URL: 'https://shop.run.app', ROVE_TASKS_SERVICE_ACCOUNT: 'a@b' }
    const client = new CloudTasksClient(clientOptions(server.port))
    const sent = openNative(cloudTasks({ client }), 'q', tasks).send([
      { text: 'a', delay: undefined, group: undefined, dedupeKey: undefined },
    ])
    expect(await thrownBy(sent)).toMatchObject({ code: 'FailedPrecondition', status: 500, expose: false })
    await client.close()
  })

  it('a time that is over is a deadline', async () => {
    const silent = createTcpServer((socket) => socket.on('error', () => {}).resume())
    const port = await new Promise<number>((resolve) => {
      silent.listen(0, '127.0.0.1', () => resolve((silent.address() as { port: number }).port))
    })
    const client = new SecretManagerServiceClient(clientOptions(port))
    const name = 'projects/demo/secrets/s/versions/1'
    expect(await codeOf(client.accessSecretVersion({ name }, { retry: null, timeout: 100 }))).toBe('DeadlineExceeded')
    await client.close()
    silent.close()
  })

  it('no server, and one that hangs up, are unavailable', async () => {
    const rude = createTcpServer((socket) => socket.destroy())
    const port = await new Promise<number>((resolve) => {
      rude.listen(0, '127.0.0.1', () => resolve((rude.address() as { port: number }).port))
    })
    for (const at of [port, await freePort()]) {
      const client = new SecretManagerServiceClient(clientOptions(at))
      const store = clientAt(`127.0.0.1:${at}`)
      expect(await codeOf(secretOf(client).get(undefined))).toBe('Unavailable')
      expect(await codeOf(openNative(firestore({ client: store }), 'orders').get('a'))).toBe('Unavailable')
      await client.close()
      await store.terminate()
    }
    rude.close()
  })

  it('no credentials are a permission that is denied', async () => {
    const client = new SecretManagerServiceClient({ projectId: 'demo' })
    expect(await codeOf(secretOf(client).get(undefined))).toBe('PermissionDenied')
    const driver = openNative(firestore({ client: new Firestore() }), 'orders')
    for (const call of [
      driver.get('a'),
      driver.delete('a', undefined),
      driver.list({ prefix: '', limit: 1, cursor: undefined }),
    ]) {
      expect(await codeOf(call)).toBe('PermissionDenied')
    }
    const tasks = { ROVE_TASKS_URL: 'https://shop.run.app', ROVE_TASKS_SERVICE_ACCOUNT: 'a@b' }
    const queue = openNative(cloudTasks({ client: new CloudTasksClient() }), 'projects/p/locations/l/queues/q', tasks)
    expect(await codeOf(queue.send([{ text: 'a', delay: undefined, group: undefined, dedupeKey: undefined }]))).toBe(
      'PermissionDenied',
    )
  })
})

describe('what clients of HTTP throw', () => {
  let server: Server
  let storage: Storage
  let reply: { status: number; body?: string } | 'cut'

  beforeAll(async () => {
    server = createServer((_incoming, outgoing) => {
      if (reply === 'cut') outgoing.socket?.destroy()
      else outgoing.writeHead(reply.status, { 'content-type': 'application/json' }).end(reply.body)
    })
    const apiEndpoint = `http://127.0.0.1:${await listenOnLoopback(server)}`
    storage = new Storage({ apiEndpoint, projectId: 'demo', retryOptions: { autoRetry: false } })
  })
  afterAll(() => {
    server.closeAllConnections()
    return closeServer(server)
  })

  const body = (code: number, reason: string): string =>
    JSON.stringify({ error: { code, message: reason, errors: [{ reason, message: reason }] } })
  it.each([
    ['InvalidArgument', { status: 400, body: body(400, 'invalid') }],
    ['PermissionDenied', { status: 401, body: body(401, 'authError') }],
    ['PermissionDenied', { status: 403, body: body(403, 'forbidden') }],
    ['ResourceExhausted', { status: 403, body: body(403, 'userRateLimitExceeded') }],
    ['NotFound', { status: 404, body: body(404, 'notFound') }],
    ['DeadlineExceeded', { status: 408 }],
    ['FailedPrecondition', { status: 409, body: body(409, 'conflict') }],
    ['FailedPrecondition', { status: 412, body: body(412, 'conditionNotMet') }],
    ['ResourceExhausted', { status: 429, body: body(429, 'rateLimitExceeded') }],
    ['Unavailable', { status: 500 }],
    ['Unavailable', { status: 502, body: '<html>Bad Gateway</html>' }],
    ['Unavailable', { status: 503, body: body(503, 'backendError') }],
    ['DeadlineExceeded', { status: 504 }],
    ['Unavailable', 'cut'],
  ] as const)('%s is %j', async (known, answer) => {
    reply = answer
    expect(await codeOf(storage.bucket('b').getMetadata())).toBe(known)
  })

  it('no server is unavailable', async () => {
    const apiEndpoint = `http://127.0.0.1:${await freePort()}`
    const nobody = new Storage({ apiEndpoint, projectId: 'demo', retryOptions: { autoRetry: false } })
    expect(await codeOf(nobody.bucket('b').getMetadata())).toBe('Unavailable')
  })
})

const named = (fields: object): Error => Object.assign(new Error('no'), fields)
it.each([
  ['Unknown', undefined],
  ['Unknown', 'no'],
  ['Unknown', new Error('no')],
  ['Unavailable', named({ code: 'ECONNRESET' })],
  ['Unavailable', named({ cause: named({ code: 'ENOTFOUND' }) })],
  ['Canceled', named({ name: 'AbortError' })],
  ['DeadlineExceeded', named({ code: 'TimeoutError' })],
  ['NotFound', named({ code: '404', response: { status: 404 } })],
  ['NotFound', named({ status: 404 })],
  ['Unavailable', named({ code: 'CONTENT_DOWNLOAD_MISMATCH' })],
  ['PermissionDenied', named({ code: 2, message: 'Getting metadata from plugin failed with error: invalid_grant' })],
  ['FailedPrecondition', named({ message: 'Unable to detect a Project Id in the current environment.' })],
])('%s is what %s is', (known, error) => expect(errorCode(error)).toBe(known))
