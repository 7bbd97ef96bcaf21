import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type DecodedRequest, LazyRequest } from '../src/http/request.ts'
import { toPlatformRequest } from '../src/index.ts'

const neverAborted = new AbortController().signal

function make(parts: Partial<DecodedRequest> = {}): LazyRequest {
  const whole = {
    method: 'POST',
    scheme: 'https',
    host: 'shop.example',
    path: '/a',
    query: '',
    headers: {},
    body: null,
    clientIp: undefined,
  } as const
  return new LazyRequest({ ...whole, ...parts }, { signal: neverAborted })
}

async function* pieces(...parts: string[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield Buffer.from(part)
}

describe('the URL', () => {
  it.each([
    ['/a%2Fb', '', 'https://shop.example/a%2Fb'],
    ['/a/../b', '', 'https://shop.example/b'],
    ['/käse', 'q=ä', 'https://shop.example/k%C3%A4se?q=%C3%A4'],
    ['/a?b#c', 'x=1#y', 'https://shop.example/a%3Fb%23c?x=1%23y'],
    ['//evil.example/x', '', 'https://shop.example//evil.example/x'],
    ['', '', 'https://shop.example/'],
    ['/a', 'foo=1&foo=2&bare', 'https://shop.example/a?foo=1&foo=2&bare'],
  ])('of %s and query %s is %s', (path, query, url) => {
    expect(make({ path, query }).url).toBe(url)
  })

  it('is what the URL parser gives, for any host, path and query', () => {
    const host = fc.oneof(
      fc.domain(),
      fc.ipV4(),
      fc.constantFrom('a.example:8080', 'xn--kse-qla.example', '[::1]', '127.1', 'A.Example', 'h-1.example'),
    )
    const path = fc.oneof(fc.webPath(), fc.string({ maxLength: 20 })).map((text) => `/${text.replace(/^\/+/, '')}`)
    fc.assert(
      fc.property(host, path, fc.oneof(fc.webQueryParameters(), fc.string({ maxLength: 20 })), (host, path, query) => {
        const escaped = `${path.replace(/[?#\\\0-\x20]/g, encodeURIComponent)}${query === '' ? '' : `?${query.replaceAll('#', '%23')}`}`
        expect(make({ host, path, query }).url).toBe(new URL(`https://${host}${escaped}`).href)
      }),
      { numRuns: 2000 },
    )
  })

  it('stands for localhost without a host, and names a host that is none', () => {
    expect(make({ host: undefined }).url).toBe('https://localhost/a')
    expect(() => make({ host: 'a b' }).url).toThrow(/host.*"a b"/)
  })
})

describe('the body', () => {
  it('is null when it is empty text', () => {
    expect(make({ body: '' }).body).toBeNull()
  })

  it.each([
    ['text', 'päck'],
    ['bytes', Buffer.from('päck')],
    ['a stream', pieces('p', 'äck')],
  ] as const)('is read from %s', async (_, body) => {
    expect(await make({ body }).text()).toBe('päck')
  })

  it('gives the bytes of a view, not of its buffer', async () => {
    const view = new Uint8Array([9, 1, 2, 9]).subarray(1, 3)
    expect(new Uint8Array(await make({ body: view }).arrayBuffer())).toEqual(new Uint8Array([1, 2]))
  })

  it('is cleared of a byte order mark as text, and kept with it as bytes', async () => {
    const body = Buffer.from('\ufeff{}')
    expect(await make({ body }).json()).toEqual({})
    expect((await make({ body }).bytes()).byteLength).toBe(5)
  })

  it.each([
    ['no body', null],
    ['an empty one', ''],
  ])('as JSON fails clearly with %s', async (_, body) => {
    await expect(make({ body }).json()).rejects.toMatchObject({
      code: 'InvalidArgument',
      status: 400,
      message: expect.stringMatching(/no body/),
    })
  })

  it('as JSON fails clearly when it is not JSON', async () => {
    await expect(make({ body: '{"a":' }).json()).rejects.toMatchObject({ code: 'InvalidArgument', status: 400 })
  })

  it('cannot be read twice, and says so', async () => {
    const request = make({ body: 'x' })
    await request.text()
    expect(request.bodyUsed).toBe(true)
    await expect(request.text()).rejects.toThrow(/already read/)
  })

  it('cannot be read after its stream was', async () => {
    const request = make({ body: 'xyz' })
    for await (const _ of request.body ?? []) break
    await expect(request.text()).rejects.toThrow(/already read/)
  })

  it('without content can be read again and again', async () => {
    const request = make()
    expect(await request.text()).toBe('')
    expect(await request.text()).toBe('')
    expect(request.bodyUsed).toBe(false)
  })

  it('is form data when it says so', async () => {
    const request = make({ body: 'a=1&b=2', headers: { 'content-type': 'application/x-www-form-urlencoded' } })
    expect([...(await request.formData())]).toEqual([
      ['a', '1'],
      ['b', '2'],
    ])
    await expect(make({ body: 'a=1' }).formData()).rejects.toMatchObject({ code: 'InvalidArgument' })
  })

  it('is a blob with its type', async () => {
    const blob = await make({ body: 'x', headers: { 'Content-Type': 'image/png' } }).blob()
    expect([blob.type, blob.size]).toEqual(['image/png', 1])
  })
})

describe('clone', () => {
  it.each([
    ['text', 'xyz'],
    ['a stream', pieces('x', 'yz')],
  ] as const)('reads %s twice', async (_, body) => {
    const request = make({ body, headers: { a: '1' } })
    const copy = request.clone()
    expect(await Promise.all([request.text(), copy.text()])).toEqual(['xyz', 'xyz'])
    expect(copy.headers.get('a')).toBe('1')
  })

  it('fails after the body was read', async () => {
    const request = make({ body: 'x' })
    await request.text()
    expect(() => request.clone()).toThrow(/already read/)
  })
})

describe('toPlatformRequest', () => {
  it('gives a genuine Request with the same parts', async () => {
    const real = toPlatformRequest(
      make({ method: 'PUT', query: 'q=1', headers: { 'X-A': '1' }, body: pieces('a', 'b') }),
    )
    expect(real).toBeInstanceOf(Request)
    expect([real.method, real.url, real.headers.get('x-a'), await real.text()]).toEqual([
      'PUT',
      'https://shop.example/a?q=1',
      '1',
      'ab',
    ])
  })

  it('leaves out a body that Fetch forbids', () => {
    expect(toPlatformRequest(make({ method: 'GET', body: 'x' })).body).toBeNull()
  })

  it('hands a platform Request back as it is', () => {
    const real = new Request('https://shop.example/')
    expect(toPlatformRequest(real)).toBe(real)
  })
})

it('has the members of a Request that are the same for all on a server', () => {
  const { cache, credentials, mode, redirect, keepalive } = new Request('https://shop.example/')
  expect(make()).toMatchObject({ cache, credentials, mode, redirect, keepalive })
})

it('joins cookies that came apart', () => {
  expect(make({ cookies: ['a=1', 'b=2'] }).headers.get('cookie')).toBe('a=1; b=2')
})
