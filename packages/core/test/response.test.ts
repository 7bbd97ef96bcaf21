import { describe, expect, it } from 'vitest'
import { headerOf, toAnswer, toBuffered } from '../src/http/answer.ts'
import { bytes, empty, html, json, redirect, stream, text } from '../src/index.ts'

const get = (response: unknown) => toAnswer(response, 'GET')

async function* endless(onEnd: () => void): AsyncGenerator<Uint8Array> {
  try {
    while (true) yield new Uint8Array(1024)
  } finally {
    onEnd()
  }
}

describe('the light answers', () => {
  it('have the statuses, types and bodies that are usual', async () => {
    const all = [
      json({ a: 1 }, { status: 201 }),
      text('hi'),
      html('<p>'),
      bytes(new Uint8Array([1])),
      empty(),
      redirect('/x'),
      stream(['a']),
    ]
    expect(all.map((one) => [one.status, one.headers.get('content-type')])).toEqual([
      [201, 'application/json'],
      [200, 'text/plain;charset=UTF-8'],
      [200, 'text/html;charset=UTF-8'],
      [200, 'application/octet-stream'],
      [204, null],
      [302, null],
      [200, 'application/octet-stream'],
    ])
    expect(await all[0]?.json()).toEqual({ a: 1 })
    expect(await all[6]?.text()).toBe('a')
    expect(all[5]?.headers.get('location')).toBe('/x')
  })

  it('keep a content type of the caller’s', () => {
    expect(json({}, { headers: { 'Content-Type': 'application/vnd.a+json' } }).headers.get('content-type')).toBe(
      'application/vnd.a+json',
    )
  })

  it('refuse what HTTP has no place for', () => {
    expect(() => text('x', { status: 99 })).toThrow(RangeError)
    expect(() => text('x', { status: 204 })).toThrow(/204 cannot have a body/)
    expect(() => json(undefined)).toThrow(/no JSON form/)
    expect(() => redirect('/x', 200 as never)).toThrow(RangeError)
  })

  it('can be read once', async () => {
    const answer = text('x')
    await answer.text()
    await expect(answer.text()).rejects.toThrow(/already read/)
  })

  it('clone as long as they are not streamed', async () => {
    const answer = text('x')
    expect(await answer.clone().text()).toBe('x')
    expect(() => stream(['a']).clone()).toThrow(/cannot be cloned/)
  })
})

describe('toAnswer', () => {
  it('takes light and platform responses apart alike', async () => {
    const headers = { 'x-a': '1', 'set-cookie': 'a=1' }
    const light = get(text('päck', { headers }))
    const real = await toBuffered(get(new Response('päck', { headers })), 100)
    expect(light).toMatchObject({ status: 200, cookies: ['a=1'], body: 'päck' })
    expect(real).toMatchObject({ status: 200, cookies: ['a=1'] })
    expect([...real.headers].sort()).toEqual([...light.headers].sort())
    expect(Buffer.from(real.body as Uint8Array).toString()).toBe('päck')
  })

  it('leaves out what belongs to the connection, and a length that only the platform knows', () => {
    const answer = get(
      text('x', {
        headers: { connection: 'close', 'transfer-encoding': 'chunked', 'content-length': '9', 'x-a': '1' },
      }),
    )
    expect(answer.headers.map(([name]) => name).sort()).toEqual(['content-type', 'x-a'])
  })

  it('answers HEAD without a body but with the length it was given', () => {
    const answer = toAnswer(text('xyz', { headers: { 'content-length': '3' } }), 'HEAD')
    expect([answer.body, headerOf(answer, 'content-length')]).toEqual([null, '3'])
  })

  it('drops the encoding of a response that fetch has already decoded', () => {
    const fetched = new Response('x', { headers: { 'content-encoding': 'gzip', 'content-length': '20' } })
    Object.defineProperty(fetched, 'url', { value: 'https://a.example/' })
    expect(headerOf(get(fetched), 'content-encoding')).toBeUndefined()
    const own = new Response('x', { headers: { 'content-encoding': 'gzip' } })
    expect(headerOf(get(own), 'content-encoding')).toBe('gzip')
  })

  it.each([undefined, null, 'text', { a: 1 }, 5])(
    'refuses %j, which is no Response, as the handler’s mistake',
    (value) => {
      expect(() => get(value)).toThrow(/The handler returned .* not a Response/)
    },
  )

  it('refuses a status that cannot be sent', () => {
    expect(() => get(Response.error())).toThrow(/status 0/)
  })

  it('refuses a response that was already read', async () => {
    const used = new Response('x')
    await used.text()
    expect(() => get(used)).toThrow(/already read/)
  })
})

it('stops collecting at the limit and ends the source', async () => {
  let ended = false
  const answer = get(
    stream(
      endless(() => {
        ended = true
      }),
    ),
  )
  await expect(toBuffered(answer, 10_000)).rejects.toMatchObject({
    code: 'ResourceExhausted',
    message: expect.stringMatching(/10000/),
  })
  expect(ended).toBe(true)
})
