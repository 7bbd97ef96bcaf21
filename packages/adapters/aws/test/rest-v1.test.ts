import type { RestV1Result } from '@rove/aws'
import { json } from '@rove/core'
import { describe, expect, it } from 'vitest'
import { answerWith, see } from './echo.ts'
import { restV1Event } from './events.ts'

describe('request', () => {
  it('has a header once that stands in both maps', async () => {
    const { headers } = await see(restV1Event({ headers: { 'X-Id': '123' }, multiValueHeaders: { 'X-Id': ['123'] } }))
    expect(headers['x-id']).toBe('123')
  })

  it('has every value of a repeated header, and what only one of the maps has', async () => {
    const { headers } = await see(
      restV1Event({
        headers: { 'X-A': '2', 'x-only': 'single', constructor: 'kept' },
        multiValueHeaders: { 'x-a': ['1', '2'], 'X-List': ['a'] },
      }),
    )
    expect(headers).toEqual({ 'x-a': '1, 2', 'x-only': 'single', 'x-list': 'a', constructor: 'kept' })
  })

  it('drops a header with a line break and keeps the rest', async () => {
    const { headers } = await see(
      restV1Event({
        headers: { 'X-Bad': 'a\nb', 'X-Good': 'c' },
        multiValueHeaders: { 'X-Bad': ['a\nb'], 'X-Good': ['c'] },
      }),
    )
    expect(headers).toEqual({ 'x-good': 'c' })
  })

  it('tolerates null maps', async () => {
    const event = restV1Event({ headers: null, multiValueHeaders: null })
    expect(await see(event)).toMatchObject({
      url: 'https://abc.execute-api.us-east-1.amazonaws.com/orders',
      headers: {},
    })
  })

  it('encodes the decoded query again', async () => {
    const { url } = await see(
      restV1Event({
        queryStringParameters: { '{id}': '{id}', a: '2', foo: '', '': '', 'k&=': 'é #+&', half: '\ud800' },
        multiValueQueryStringParameters: { '{id}': ['{id}'], a: ['1', '2'], foo: [''], '': [''], 'k&=': ['é #+&'] },
      }),
    )
    expect(new URL(url).search).toBe('?%7Bid%7D=%7Bid%7D&a=1&a=2&foo=&=&k%26%3D=%C3%A9%20%23%2B%26&half=%EF%BF%BD')
  })

  it('loses no key to an empty list or a null', async () => {
    const { url } = await see(
      restV1Event({ queryStringParameters: { b: null }, multiValueQueryStringParameters: { a: [] } }),
    )
    expect(url).toContain('?a=&b=')
  })

  it('has the full path, not the proxy parameter, and an encoded one as it was sent', async () => {
    const event = restV1Event({ resource: '/user/{proxy+}', path: '/user/a%2Fb/c', pathParameters: { proxy: 'a/b/c' } })
    expect((await see(event)).url).toBe('https://api.example.com/user/a%2Fb/c')
  })

  it('adds the slash that test consoles leave out', async () => {
    expect((await see(restV1Event({ path: 'api/x' }))).path).toBe('api/x')
  })

  it('strips the named stage of an HTTP API only', async () => {
    const path = '/prod/orders'
    expect(new URL((await see(restV1Event({ path }))).url).pathname).toBe('/prod/orders')
    expect(new URL((await see(restV1Event({ path, version: '1.0' }))).url).pathname).toBe('/orders')
  })

  it('takes the client from identity and the scheme from CloudFront', async () => {
    const headers = {
      Host: 'h',
      'CloudFront-Forwarded-Proto': 'http',
      'X-Forwarded-For': '1.1.1.1',
      'X-Forwarded-Port': '99',
    }
    const event = restV1Event({ headers, multiValueHeaders: null })
    expect(await see(event)).toMatchObject({ ip: '203.0.113.7', url: 'http://h/orders' })
    expect((await see(restV1Event({}, { identity: null }))).ip).toBeUndefined()
  })
})

describe('result', () => {
  it('has cookies in multiValueHeaders and no field that API Gateway refuses', async () => {
    const headers = { 'set-cookie': ['a=1', 'b=2'] }
    expect(await answerWith<RestV1Result>(restV1Event(), () => json(1, { headers }))).toEqual({
      statusCode: 200,
      headers: { 'content-type': 'application/json' },
      multiValueHeaders: { 'set-cookie': ['a=1', 'b=2'] },
      body: '1',
      isBase64Encoded: false,
    })
  })
})
