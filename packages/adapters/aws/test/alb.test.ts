import type { AlbResult } from '@rove/aws'
import { empty, json } from '@rove/core'
import { describe, expect, it } from 'vitest'
import { answerWith, see } from './echo.ts'
import { albEvent, albMultiEvent } from './events.ts'

describe('request', () => {
  it('keeps the query as it was sent', async () => {
    const queryStringParameters = { q: 'a+b%20c', 'x%5B%5D': '%26', foo: '', '': '' }
    expect((await see(albEvent({ queryStringParameters }))).url).toBe(
      'http://lb.example.com/orders?q=a+b%20c&x%5B%5D=%26&foo=&=',
    )
  })

  it('lets no value of a decoded sample change the structure of the query', async () => {
    const { url } = await see(albEvent({ queryStringParameters: { 'a=b': 'c&d#e' } }))
    expect([...new URL(url).searchParams]).toEqual([['a=b', 'c&d#e']])
  })

  it('reads the maps of lists in multi-value mode', async () => {
    const seen = await see(
      albMultiEvent({
        multiValueQueryStringParameters: { a: ['1', '2'], b: 'x' },
        multiValueHeaders: { host: ['lb.example.com'], 'x-n': ['1', '2'], 'x-forwarded-proto': ['https'] },
      }),
    )
    expect(seen.url).toBe('https://lb.example.com/orders?a=1&a=2&b=x')
    expect(seen.headers['x-n']).toBe('1, 2')
  })

  it('tells the last hop of X-Forwarded-For, without its port', async () => {
    expect((await see(albEvent())).ip).toBe('203.0.113.7')
    const headers = { 'X-Forwarded-For': '1.1.1.1,203.0.113.7:4711' }
    expect((await see(albEvent({ headers }))).ip).toBe('203.0.113.7')
    const multiValueHeaders = { 'x-forwarded-for': ['1.1.1.1', '[2001:db8::1]:80'] }
    expect((await see(albMultiEvent({ multiValueHeaders }))).ip).toBe('2001:db8::1')
  })
})

describe('result', () => {
  const headers = { 'set-cookie': ['a=1', 'b=2', 'c=3'] }

  it('has one map of single values for a request of that mode', async () => {
    const result = await answerWith<AlbResult>(albEvent(), () => json(1, { headers: { 'set-cookie': 'a=1' } }))
    expect(result).toEqual({
      statusCode: 200,
      statusDescription: '200 OK',
      headers: { 'content-type': 'application/json', 'set-cookie': 'a=1' },
      body: '1',
      isBase64Encoded: false,
    })
  })

  it('gives further cookies names that differ in case', async () => {
    const result = await answerWith<AlbResult>(albEvent(), () => json(1, { headers }))
    const cookies = Object.entries(result.headers ?? {}).filter(([name]) => name.toLowerCase() === 'set-cookie')
    expect(cookies).toEqual([
      ['set-cookie', 'a=1'],
      ['Set-cookie', 'b=2'],
      ['sEt-cookie', 'c=3'],
    ])
  })

  it('has one map of lists for a request of that mode', async () => {
    const result = await answerWith<AlbResult>(albMultiEvent(), () => json(1, { headers }))
    expect(result.multiValueHeaders).toEqual({
      'content-type': ['application/json'],
      'set-cookie': ['a=1', 'b=2', 'c=3'],
    })
    expect(result).not.toHaveProperty('headers')
  })

  it('describes a status, or leaves the description out', async () => {
    expect((await answerWith<AlbResult>(albEvent(), () => empty({ status: 404 }))).statusDescription).toBe(
      '404 Not Found',
    )
    expect(await answerWith(albEvent(), () => empty({ status: 299 }))).not.toHaveProperty('statusDescription')
  })
})
