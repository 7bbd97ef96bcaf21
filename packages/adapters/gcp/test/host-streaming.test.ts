import { setTimeout as delay } from 'node:timers/promises'
import type { Host } from '@rove/core/adapter'
import { readWire } from '@rove/core/host'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { start } from '../src/host/index.ts'
import { type Artefact, buildFixture } from './artefact.ts'
import { send } from './wire.ts'

let artefact: Artefact
let host: Host

beforeAll(async () => {
  artefact = await buildFixture('app')
  host = await start({ artefact: artefact.folder })
})

afterAll(async () => {
  await host?.stop()
  await artefact?.remove()
})

describe('streams on the genuine functions-framework', () => {
  it('breaks the transfer when the source fails in the middle', async () => {
    const response = await host.send({ method: 'GET', target: '/broken' })
    expect(response.status).toBe(200)
    await expect(readWire(response)).rejects.toThrow(/aborted|ECONNRESET/)
  })

  it('streams 50 MB no faster than they are taken', async () => {
    const before = await piecesMade()
    const response = await host.send({ method: 'GET', target: '/large/50' })
    let size = 0
    for await (const chunk of response.body) {
      if (size === 0) {
        await delay(300)
        // What fits into the buffers of three sockets, not the whole body.
        expect((await piecesMade()) - before).toBeLessThan(25)
      }
      size += chunk.byteLength
    }
    expect(size).toBe(50 * 1024 * 1024)
  })

  it('cancels the source when the client goes away', async () => {
    const ends = async (): Promise<number> =>
      (JSON.parse((await send(host, { target: '/events' })).text) as string[]).filter((e) => e === 'source ended')
        .length
    const before = await ends()
    const gone = new AbortController()
    const response = await host.send({ method: 'GET', target: '/large/5000', signal: gone.signal })
    for await (const _chunk of response.body) break
    gone.abort()
    await expect.poll(ends).toBe(before + 1)
  })

  it('aborts the signal when the client goes away', async () => {
    const gone = new AbortController()
    const pending = host.send({ method: 'GET', target: '/hang', signal: gone.signal })
    pending.catch(() => undefined)
    await delay(150)
    gone.abort()
    await expect(pending).rejects.toThrow()
    await expect
      .poll(async () => JSON.parse((await send(host, { target: '/events' })).text))
      .toContain('hang aborted: RoveError')
  })

  it('gives the client the body at once, and holds the request open until waitUntil is done', async () => {
    const began = Date.now()
    const response = await host.send({ method: 'GET', target: '/later' })
    let bodyAfter = 0
    for await (const chunk of response.body) {
      expect(Buffer.from(chunk).toString()).toBe('now')
      bodyAfter = Date.now() - began
    }
    expect(bodyAfter).toBeLessThan(1000)
    expect(Date.now() - began).toBeGreaterThanOrEqual(1190)
    expect(JSON.parse((await send(host, { target: '/events' })).text)).toContain('later done')
  })

  async function piecesMade(): Promise<number> {
    return (JSON.parse((await send(host, { target: '/events' })).text) as string[]).filter((e) => e === 'piece').length
  }
})
