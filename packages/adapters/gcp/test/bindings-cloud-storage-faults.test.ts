import { createServer, type IncomingMessage, type Server, type ServerResponse, request as send } from 'node:http'
import type { BucketDriver } from '@rove/core/adapter'
import { closeServer, listenOnLoopback } from '@rove/core/host'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type CloudStorageBench, clientFor, openBucket, startBench } from './cloud-storage.fixture.ts'

const plain = { contentType: 'text/plain', metadata: {}, size: undefined, condition: undefined }
const large = 20_000_000

/** What stands between the client and the service, and does as it is told. */
type Meddling = (incoming: IncomingMessage, outgoing: ServerResponse) => 'passed' | 'done'

describe('Cloud Storage, when something goes wrong', () => {
  let bench: CloudStorageBench
  let proxy: Server
  let driver: BucketDriver
  let through: BucketDriver
  let meddle: Meddling = () => 'passed'
  let answer: (piece: Buffer) => Buffer | 'cut' = (piece) => piece
  let question: (piece: Buffer) => Buffer = (piece) => piece

  beforeAll(async () => {
    bench = await startBench()
    driver = bench.open('faults')
    proxy = createServer((incoming, outgoing) => {
      if (meddle(incoming, outgoing) === 'done') return
      const { port } = new URL(bench.service.url)
      const { url, method, headers } = incoming
      const passed = send({ host: '127.0.0.1', port, path: url, method, headers, agent: false }, (response) => {
        const location = response.headers.location?.replace(`:${port}/`, `:${portOf(proxy)}/`)
        outgoing.writeHead(response.statusCode ?? 500, { ...response.headers, ...(location ? { location } : {}) })
        response.on('data', (piece: Buffer) => {
          const changed = answer(piece)
          if (changed === 'cut') outgoing.destroy()
          else outgoing.write(changed)
        })
        response.on('end', () => outgoing.end())
        response.on('error', () => outgoing.destroy())
      })
      passed.on('error', () => outgoing.destroy())
      incoming.on('data', (piece: Buffer) => passed.write(question(piece)))
      incoming.on('end', () => passed.end())
      incoming.on('error', () => passed.destroy())
    })
    through = openBucket(clientFor(`http://127.0.0.1:${await listenOnLoopback(proxy)}`), 'faults')
  })

  afterEach(() => {
    meddle = () => 'passed'
    answer = question = (piece) => piece
  })

  afterAll(async () => {
    await closeServer(proxy)
    await bench.stop()
  })

  const codeOf = async (work: Promise<unknown>): Promise<string> =>
    driver.errorCode(
      await work.then(
        (value) => expect.fail(`it gave ${JSON.stringify(value)}`),
        (error: unknown) => error,
      ),
    )

  const drain = async (body: AsyncIterable<Uint8Array> | undefined): Promise<number> => {
    let size = 0
    for await (const piece of body ?? []) size += piece.byteLength
    return size
  }

  async function* many(): AsyncGenerator<Uint8Array> {
    for (let sent = 0; sent < large; sent += 1_000_000) yield new Uint8Array(1_000_000).fill(7)
  }

  it.each([
    [401, 'PermissionDenied'],
    [403, 'PermissionDenied'],
    [429, 'ResourceExhausted'],
    [500, 'Unavailable'],
    [503, 'Unavailable'],
  ] as const)('a refusal with %i is %s, and is not asked again', async (status, code) => {
    let asked = 0
    meddle = (incoming, outgoing) => {
      asked += 1
      incoming.resume().on('end', () => {
        const error = { code: status, message: 'no', errors: [{ message: 'no', reason: 'x' }] }
        outgoing.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ error }))
      })
      return 'done'
    }
    const calls = [
      () => through.get('a'),
      () => through.head('a'),
      () => through.put({ key: 'a', body: new Uint8Array(3), ...plain }),
      () => through.put({ key: 'a', body: many(), ...plain }),
      () => through.delete('a'),
      () => through.list({ prefix: '', limit: 1, cursor: undefined }),
    ]
    for (const call of calls) expect(await codeOf(call())).toBe(code)
    expect(asked).toBe(calls.length)
  })

  it('a refusal in the middle of an upload is told, and nothing was written', async () => {
    for (const [status, code] of [
      [429, 'ResourceExhausted'],
      [503, 'Unavailable'],
      [403, 'PermissionDenied'],
    ] as const) {
      let chunks = 0
      meddle = (incoming, outgoing) => {
        if (incoming.method !== 'PUT' || ++chunks < 2) return 'passed'
        incoming.resume().on('end', () => outgoing.writeHead(status, { 'content-type': 'application/json' }).end('{}'))
        return 'done'
      }
      expect(await codeOf(through.put({ key: 'refused', body: many(), ...plain }))).toBe(code)
      expect(await driver.head('refused')).toBeUndefined()
    }
  })

  it('a source is let go of when its upload fails, wherever that was', async () => {
    for (const failing of [0, 1, 3]) {
      let [requests, closed] = [0, false]
      meddle = (incoming, outgoing) => {
        if (requests++ < failing) return 'passed'
        incoming.resume().on('end', () => outgoing.writeHead(403, { 'content-type': 'application/json' }).end('{}'))
        return 'done'
      }
      const source = (async function* () {
        try {
          yield* many()
        } finally {
          closed = true
        }
      })()
      expect(await codeOf(through.put({ key: 'refused', body: source, ...plain }))).toBe('PermissionDenied')
      await new Promise((resolve) => setTimeout(resolve, 20))
      expect([failing, closed]).toEqual([failing, true])
    }
  })

  it('a connection that is cut is told, whatever was going over it', async () => {
    meddle = (incoming) => {
      incoming.socket.destroy()
      return 'done'
    }
    expect(await codeOf(through.get('a'))).toBe('Unavailable')
    expect(await codeOf(through.head('a'))).toBe('Unavailable')
    expect(await codeOf(through.put({ key: 'cut', body: new Uint8Array(3), ...plain }))).toBe('Unavailable')
    let chunks = 0
    meddle = (incoming) => {
      if (incoming.method !== 'PUT' || ++chunks < 2) return 'passed'
      incoming.once('data', () => incoming.socket.destroy())
      return 'done'
    }
    expect(await codeOf(through.put({ key: 'cut', body: many(), ...plain }))).toBe('Unavailable')
    expect(await driver.head('cut')).toBeUndefined()
  })

  it('a body that is cut short fails, and so does one that was changed on its way', async () => {
    await driver.put({ key: 'body', body: many(), ...plain })
    let read = 0
    answer = (piece) => {
      read += piece.byteLength
      return read > 5_000_000 ? 'cut' : piece
    }
    const cut = await through.get('body')
    expect(await codeOf(drain(cut?.body))).toBe('Unavailable')
    answer = (piece) => Buffer.from(piece).fill(8, 0, 1)
    const changed = await through.get('body')
    expect(await codeOf(drain(changed?.body))).toBe('Unavailable')
  })

  it('what is changed on its way there is not kept', async () => {
    question = (piece) =>
      piece.includes(Buffer.alloc(100, 7)) ? Buffer.from(piece.map((byte) => (byte === 7 ? 8 : byte))) : piece
    expect(await codeOf(through.put({ key: 'bad', body: new Uint8Array(1000).fill(7), ...plain }))).toBe(
      'InvalidArgument',
    )
    expect(await codeOf(through.put({ key: 'bad', body: many(), ...plain }))).toBe('Unavailable')
    expect(await driver.head('bad')).toBeUndefined()
  })

  it('who breaks off reading disturbs nobody else', async () => {
    await driver.put({ key: 'shared', body: many(), ...plain })
    const slow = (async () => {
      let size = 0
      for await (const piece of (await driver.get('shared'))?.body ?? []) {
        size += piece.byteLength
        if (size < 2_000_000) await new Promise((resolve) => setTimeout(resolve, 5))
      }
      return size
    })()
    for (let round = 0; round < 10; round += 1) for await (const _ of (await driver.get('shared'))?.body ?? []) break
    expect(await slow).toBe(large)
  })

  it('a body that nobody reads harms nobody when its connection is cut', async () => {
    await driver.put({ key: 'unread', body: many(), ...plain })
    let read = 0
    answer = (piece) => {
      read += piece.byteLength
      return read > 5_000_000 ? 'cut' : piece
    }
    const found = await through.get('unread')
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(await codeOf(drain(found?.body))).toBe('Unavailable')
  })

  it('tells a missing bucket from a missing object', async () => {
    const none = openBucket(bench.client, 'no-such-bucket')
    for (const call of [
      none.get('a'),
      none.head('a'),
      none.delete('a'),
      none.put({ key: 'a', body: new Uint8Array(1), ...plain }),
    ]) {
      expect(await codeOf(call)).toBe('NotFound')
    }
    expect([await driver.get('nothing'), await driver.head('nothing')]).toEqual([undefined, undefined])
  })

  it('refuses the keys that Google refuses, and does not ask for them', async () => {
    let asked = 0
    meddle = () => {
      asked += 1
      return 'passed'
    }
    for (const key of ['.', '..', '.well-known/acme-challenge/a', 'a{{projectId}}']) {
      expect(await codeOf(through.get(key))).toBe('InvalidArgument')
      expect(await codeOf(through.head(key))).toBe('InvalidArgument')
      expect(await codeOf(through.delete(key))).toBe('InvalidArgument')
      expect(await codeOf(through.put({ key, body: new Uint8Array(1), ...plain }))).toBe('InvalidArgument')
    }
    const signing = { key: 'a/../b', method: 'GET', expiresIn: 60, contentType: undefined } as const
    expect(await codeOf(driver.signedUrl(signing))).toBe('InvalidArgument')
    expect(asked).toBe(0)
  })
})

function portOf(server: Server): number {
  const address = server.address()
  return typeof address === 'object' ? (address?.port ?? 0) : 0
}
