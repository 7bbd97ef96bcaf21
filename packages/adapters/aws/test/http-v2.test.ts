import type { HttpV2Result } from '@rove/aws'
import { json, text } from '@rove/core'
import { describe, expect, it } from 'vitest'
import { answerWith, see } from './echo.ts'
import { httpV2Event } from './events.ts'

describe('request', () => {
  it('has the raw query, never the comma-joined map', async () => {
    const query = 'a=1&a=2&b=x+y&c=%2F&d&=&e='
    const { url } = await see(httpV2Event({ rawQueryString: query, queryStringParameters: { a: '1,2' } }))
    expect(url).toBe(`https://api.example.com/orders?${query}`)
  })

  it('joins cookies with "; " and prefers them to a cookie header', async () => {
    const { headers } = await see(httpV2Event({ cookies: ['a=1', 'b=2,3'], headers: { host: 'h', cookie: 'a=1' } }))
    expect(headers.cookie).toBe('a=1; b=2,3')
  })

  it('survives a cookie beyond Latin-1', async () => {
    expect((await see(httpV2Event({ cookies: ['name=żółw'] }))).headers.cookie).toBe('name=żółw')
  })

  it.each([
    ['/prod/orders', 'prod', '$default', '/orders'],
    ['/prod', 'prod', '$default', '/'],
    ['/production/orders', 'prod', '$default', '/production/orders'],
    ['/orders', 'prod', '$default', '/orders'],
    ['/prod/x', 'prod', 'GET /prod/x', '/prod/x'],
    ['/prod/prod/x', 'prod', 'GET /prod/x', '/prod/x'],
    ['/$default/x', '$default', '$default', '/$default/x'],
  ])('%s on the stage %s, route %s, is %s', async (rawPath, stage, routeKey, path) => {
    expect(new URL((await see(httpV2Event({ rawPath, routeKey }, { stage }))).url).pathname).toBe(path)
  })

  it('escapes what an HTTP API has decoded', async () => {
    expect((await see(httpV2Event({ rawPath: '/what?/a#b/100%/ü' }))).url).toBe(
      'https://api.example.com/what%3F/a%23b/100%25/%C3%BC',
    )
  })

  it('leaves an encoded path as it is', async () => {
    expect((await see(httpV2Event({ rawPath: '/a%2Fb/%7Bid%7D' }))).url).toBe('https://api.example.com/a%2Fb/%7Bid%7D')
  })

  it('does not repair the path of a function URL', async () => {
    const event = httpV2Event({ rawPath: '/100%' }, { domainName: 'abc.lambda-url.us-east-1.on.aws' })
    expect((await answerWith<HttpV2Result>(event, (request) => text(request.url))).body).toMatch(/\/100%$/)
  })

  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['203.0.113.7:4711', '203.0.113.7'],
    ['2001:db8::1', '2001:db8::1'],
    ['[2001:db8::1]:4711', '2001:db8::1'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['test-invoke-source-ip', undefined],
  ])('tells the client %s as %s', async (sourceIp, ip) => {
    expect((await see(httpV2Event({}, { http: { method: 'GET', sourceIp } }))).ip).toBe(ip)
  })

  it('falls back to the domain name, then to localhost, where the host is missing or none', async () => {
    const domainName = 'abc.lambda-url.us-east-1.on.aws'
    expect((await see(httpV2Event({ headers: null }, { domainName }))).url).toBe(`https://${domainName}/orders`)
    expect((await see(httpV2Event({ headers: { host: '<url-id>.on.aws' } }, { domainName: '<url-id>' }))).url).toBe(
      'https://localhost/orders',
    )
  })

  it('has an upper-case method and the scheme of the platform', async () => {
    const event = httpV2Event({ headers: { host: 'h', 'x-forwarded-proto': 'http' } }, { http: { method: 'post' } })
    expect(await see(event)).toMatchObject({ method: 'POST', url: 'http://h/orders' })
  })
})

describe('result', () => {
  it('has cookies apart and no set-cookie header', async () => {
    const headers = { 'set-cookie': ['a=1; Path=/', 'b=2'], 'x-n': '1' }
    const result = await answerWith<HttpV2Result>(httpV2Event(), () => json({ ok: true }, { status: 201, headers }))
    expect(result).toEqual({
      statusCode: 201,
      headers: { 'content-type': 'application/json', 'x-n': '1' },
      cookies: ['a=1; Path=/', 'b=2'],
      body: '{"ok":true}',
      isBase64Encoded: false,
    })
  })

  it('has no cookies field without cookies', async () => {
    expect(await answerWith<HttpV2Result>(httpV2Event(), () => text('x'))).not.toHaveProperty('cookies')
  })
})
