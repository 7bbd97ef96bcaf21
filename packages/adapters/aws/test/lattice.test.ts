import type { LatticeResult } from '@rove/aws'
import { empty, json } from '@rove/core'
import { describe, expect, it } from 'vitest'
import { answerWith, see } from './echo.ts'
import { latticeV1Event, latticeV2Event } from './events.ts'

it('takes the raw query out of the path of both versions', async () => {
  const target = '/a%2Fb?x=1&x=2&y=%20'
  const v1 = await see(latticeV1Event({ raw_path: target, query_string_parameters: { x: '2', y: '%20' } }))
  const v2 = await see(latticeV2Event({ path: target, queryStringParameters: { x: ['1', '2'], y: ['%20'] } }))
  for (const { url } of [v1, v2]) expect(url).toBe(`https://svc.example.com${target}`)
})

it('rebuilds the query where the path has none', async () => {
  expect((await see(latticeV1Event({ query_string_parameters: { a: '1' } }))).url).toContain('/orders?a=1')
  expect((await see(latticeV2Event({ queryStringParameters: { a: ['1', '2'] } }))).url).toContain('/orders?a=1&a=2')
  const spelled = latticeV2Event({ queryStringParameters: undefined, query_string_parameters: { a: '1' } })
  expect((await see(spelled)).url).toContain('/orders?a=1')
})

it('reads header lists, client, scheme and body', async () => {
  const headers = { Host: ['svc'], 'x-n': ['1', '2'], 'X-Forwarded-For': ['10.0.0.7'], 'x-forwarded-proto': ['http'] }
  const v2 = await see(latticeV2Event({ headers, method: 'POST', body: 'AP8=', isBase64Encoded: true }))
  expect(v2).toMatchObject({ url: 'http://svc/orders', ip: '10.0.0.7', method: 'POST' })
  expect(v2.headers['x-n']).toBe('1, 2')
  expect([...v2.body]).toEqual([0, 255])
  const v1 = await see(latticeV1Event({ method: 'PUT', body: 'AP8=', is_base64_encoded: true }))
  expect([...v1.body]).toEqual([0, 255])
})

describe.each([
  ['V1', latticeV1Event],
  ['V2', latticeV2Event],
])('result of %s', (_, event) => {
  it('has single headers, and no body where there is none', async () => {
    expect(await answerWith(event(), () => json(1, { headers: { 'set-cookie': 'a=1' } }))).toEqual({
      statusCode: 200,
      headers: { 'content-type': 'application/json', 'set-cookie': 'a=1' },
      body: '1',
      isBase64Encoded: false,
    })
    expect(await answerWith(event(), () => empty())).not.toHaveProperty('body')
  })

  it('refuses several cookies, which would be lost', async () => {
    const result = await answerWith<LatticeResult>(event(), () =>
      json(1, { headers: { 'set-cookie': ['a=1', 'b=2'] } }),
    )
    expect(result.statusCode).toBe(501)
    expect(JSON.parse(result.body ?? '')).toMatchObject({ code: 'Unimplemented' })
  })
})
