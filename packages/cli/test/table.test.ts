import type { Delivered } from '@rove/core/adapter'
import { describe, expect, it } from 'vitest'
import { differencesInOutcomes } from '../src/compare/delivery-differences.ts'
import { differences, type Received } from '../src/compare/differences.ts'
import { toTable } from '../src/compare/table.ts'

function received(parts: Partial<Omit<Received, 'body'>> & { body?: string } = {}): Received {
  return { status: 200, headers: [], milliseconds: 3, ...parts, body: Buffer.from(parts.body ?? '') }
}

const delivered = (outcome: Delivered['outcome'], attempts: number): Delivered => ({ outcome, attempts, delays: [] })

const same = (a: Received, b: Received, method = 'GET') => differences({ a, b }, method)

describe('differences', () => {
  it('are none for the order of headers and cookie attributes, and for what belongs to the connection', () => {
    const a = received({
      headers: [
        ['x-a', '1'],
        ['set-cookie', 'a=1; Path=/; Max-Age=5'],
        ['set-cookie', 'b=2'],
        ['date', 'now'],
      ],
    })
    const b = received({
      headers: [
        ['set-cookie', 'b=2'],
        ['set-cookie', 'a=1; max-age=5; path=/'],
        ['x-a', '1'],
        ['connection', 'close'],
      ],
    })
    expect(same(a, b)).toEqual([])
  })

  it('are none for the type of a body that is not there, but are for HEAD', () => {
    const a = received({ headers: [['content-type', 'application/json']] })
    expect(same(a, received())).toEqual([])
    expect(same(a, received(), 'HEAD')).toHaveLength(1)
  })

  it.each([
    ['a status', { status: 500, headers: [['x-a', '1']] as const }, /^status: 500, where a has 200$/],
    ['a missing header', { headers: [] }, /^x-a: \(none\), where a has 1$/],
    ['a header’s value', { headers: [['x-a', '2']] as const }, /^x-a: 2/],
    [
      'one of two cookies',
      {
        headers: [
          ['x-a', '1'],
          ['set-cookie', 'a=1'],
        ] as const,
      },
      /^set-cookie: a=1/,
    ],
    ['a byte of the body', { headers: [['x-a', '1']] as const, body: 'b' }, /^body: 1 bytes .* "b"/],
  ])('name %s', (_, other, what) => {
    const reference = received({ headers: [['x-a', '1']], ...('body' in other ? { body: 'a' } : {}) })
    expect(same(reference, received(other))).toMatchObject([{ provider: 'b', what: expect.stringMatching(what) }])
  })

  it('name a provider that did not answer, the first one too', () => {
    const down = new Error('connection refused')
    expect(differences({ a: received(), b: down }, 'GET')).toEqual([{ provider: 'b', what: 'connection refused' }])
    expect(differences({ a: down, b: down }, 'GET').map(({ provider }) => provider)).toEqual(['a', 'b'])
  })
})

describe('differences in outcomes', () => {
  it('are the outcome, and the attempt at which a thing was done', () => {
    const a = [delivered('done', 1), delivered('dead-lettered', 5), delivered('done', 1)]
    const b = [delivered('done', 2), delivered('dead-lettered', 3), delivered('dropped', 1)]
    expect(differencesInOutcomes({ a, b })).toEqual([
      { provider: 'b', what: 'item 1: done at attempt 2, where a has done at attempt 1' },
      { provider: 'b', what: 'item 3: dropped, where a has done at attempt 1' },
    ])
  })

  it('name a provider that could not deliver', () => {
    const down = new Error('no such service')
    expect(differencesInOutcomes({ a: [], b: down })).toEqual([{ provider: 'b', what: 'no such service' }])
  })
})

it('the table marks and shows what differs, says what was simulated, and ends with the verdict', () => {
  const stage = (name: string, real: boolean, services?: string) =>
    ({ host: { name, real, url: '' }, services: services && { name: services } }) as never
  const request = { name: 'one', method: 'GET', target: `/${'x'.repeat(60)}` }
  const answers = { a: received(), b: received({ status: 500 }) }
  const delivery = { name: 'two', trigger: 'message', to: 'jobs', items: [] } as const
  const outcomes = {
    a: [delivered('done', 2), delivered('dead-lettered', 5)],
    b: [delivered('done', 2), delivered('dead-lettered', 3)],
  }
  const results = [
    { step: { ...request, target: '/' }, answers: { a: received(), b: received() }, differences: [] },
    { step: request, answers, differences: differences(answers, 'GET') },
    { step: delivery, answers: outcomes, differences: differencesInOutcomes(outcomes) },
  ]
  const lines = toTable({
    stages: { a: stage('real thing', true, 'stores 1.0'), b: stage('simulated thing', false) },
    results,
  }).split('\n')
  expect(lines.slice(0, 2)).toEqual(['a: real thing; data in stores 1.0', 'b: simulated thing'])
  expect(lines).toContain('    b: status: 500, where a has 200')
  expect(lines.find((line) => line.startsWith('='))).toMatch(/^=\s+GET \/ \(one\)\s+200\s+3 ms\s+200\s+3 ms$/)
  expect(lines).toContainEqual(
    expect.stringMatching(/^=\s+message to jobs \(two\)\s+1 done, 1 dead-lettered\s+1 done, 1 dead-lettered$/),
  )
  expect(lines.find((line) => line.startsWith('≠'))).toMatch(/^≠\s+GET \/x+… \(one\)/)
  expect(lines.slice(-2)).toEqual([
    'NOT the real runtime: b ran on simulated thing.',
    'identical: 1 of 2 requests and 1 of 1 deliveries on 2 providers',
  ])
})
