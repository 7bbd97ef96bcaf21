import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { type CookieWriter, parseSetCookie } from '../src/codecs/cookies.ts'
import { http, httpBuffered } from '../src/codecs/http.ts'
import type { NativeCookie, NativeRequest } from '../src/index.ts'

const event = {} as NativeRequest
const answer = { status: 200, headers: [], body: null }

it.each<[string, NativeCookie]>([
  ['a=1', { name: 'a', value: '1' }],
  ['a=b%20c; Path=/x; Domain=.x.example', { name: 'a', value: 'b c', path: '/x', domain: '.x.example' }],
  [
    'a=; Max-Age=0; HttpOnly; Secure; SameSite=none',
    { name: 'a', value: '', maxAge: 0, httpOnly: true, secure: true, sameSite: 'None' },
  ],
  ['a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT', { name: 'a', value: '1', expires: 0 }],
])('reads %s exactly', (line, cookie) => {
  expect(parseSetCookie(line, 'library')).toEqual({ cookie, exact: true })
})

it.each([
  'a=b==',
  'a="q"',
  'a=1; Partitioned',
  'a=1; Priority=High',
  'a=1; Max-Age=soon',
  'a=1; Expires=never',
  'a=1; SameSite=Odd',
  'a=1; Domain=exämple',
])('knows that %s cannot be written from a cookie object', (line) => {
  expect(parseSetCookie(line, 'library').exact).toBe(false)
})

it('has no cookie for a line without a name', () => {
  for (const line of ['', '=1', 'novalue', 'a b=1']) expect(parseSetCookie(line, 'library').cookie).toBeUndefined()
})

it('works around what the host would lose', () => {
  const { cookie } = parseSetCookie('a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=-1', 'host')
  // A time of 0 and a negative age would be lost or refused; the path would become `/`.
  expect(cookie).toEqual({ name: 'a', value: '1', expires: 1000, maxAge: 0, path: '' })
})

it('writes a cookie past the library only when it must', () => {
  expect(http.encode({ ...answer, cookies: ['a=1', 'b=2'] }, event)).toEqual({
    status: 200,
    headers: [],
    cookies: [
      { name: 'a', value: '1' },
      { name: 'b', value: '2' },
    ],
  })
  expect(http.encode({ ...answer, cookies: ['a=b=='] }, event)).toEqual({
    status: 200,
    headers: [['set-cookie', 'a=b==']],
  })
  const cookies = ['a=b==', 'c=1; Partitioned']
  expect(http.encode({ ...answer, cookies }, event)).toMatchObject({
    exactCookies: cookies,
    cookies: [
      { name: 'a', value: 'b==' },
      { name: 'c', value: '1' },
    ],
  })
  expect(httpBuffered.encode({ ...answer, cookies: ['a=1', 'b=x=='] }, event)).toEqual({
    status: 200,
    headers: [['set-cookie', 'b=x==']],
    cookies: [{ name: 'a', value: '1', path: '' }],
  })
})

it('claims exactness only for what comes back the same', () => {
  const name = fc.stringMatching(/^[A-Za-z0-9_-]{1,8}$/)
  const value = fc.stringMatching(/^[!-~]{0,20}$/).filter((one) => !one.includes(';'))
  const writer = fc.constantFrom<CookieWriter>('library', 'host')
  fc.assert(
    fc.property(name, value, writer, (cookieName, cookieValue, by) => {
      const { cookie, exact } = parseSetCookie(`${cookieName}=${cookieValue}`, by)
      if (exact) expect(`${cookie?.name}=${written(cookie?.value ?? '', by)}`).toBe(`${cookieName}=${cookieValue}`)
      else expect(written(cookie?.value ?? '', by)).not.toBe(cookieValue)
    }),
  )
})

it('never throws, whatever the line', () => {
  fc.assert(
    fc.property(fc.string(), (line) => {
      parseSetCookie(line, 'host')
      parseSetCookie(line, 'library')
    }),
  )
})

/** How each writer encodes a value: `encodeURIComponent`, and RFC 3986's stricter set in .NET. */
function written(value: string, by: CookieWriter): string {
  const text = encodeURIComponent(value)
  return by === 'library' ? text : text.replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`)
}
