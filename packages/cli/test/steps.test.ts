import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { readSteps } from '../src/compare/steps.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rove-steps-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const write = (name: string, text: string | Uint8Array): Promise<void> => writeFile(join(folder, name), text)

it('reads the requests of every file in the order of the names', async () => {
  await write('2.http', '### last\nDELETE /a\n')
  await write(
    '1.http',
    '### first\n# a remark\n\nPOST /a?x=1\ncontent-type: text/plain\nx-a: 1: 2\n\nline one\n\nline two\n\n### second\nGET /\n',
  )
  await write('notes.txt', 'no requests')
  expect(await readSteps(folder)).toEqual([
    {
      name: 'first',
      method: 'POST',
      target: '/a?x=1',
      headers: [
        ['content-type', 'text/plain'],
        ['x-a', '1: 2'],
      ],
      body: 'line one\n\nline two',
    },
    { name: 'second', method: 'GET', target: '/', headers: [] },
    { name: 'last', method: 'DELETE', target: '/a', headers: [] },
  ])
})

it('reads a body from a file, byte for byte, and lines that end in CRLF', async () => {
  await write('body.bin', new Uint8Array([0, 255, 13, 10]))
  await write('a.http', '### upload\r\nPUT /a\r\nx-a: 1\r\n\r\n< ./body.bin\r\n')
  const [request] = await readSteps(join(folder, 'a.http'))
  expect(request).toMatchObject({ headers: [['x-a', '1']], body: new Uint8Array([0, 255, 13, 10]) })
})

it.each([
  ['### a\nnot a request\n', /a\.http:1: expected a request line/],
  ['### a\nGET orders\n', /a\.http:1: expected a request line/],
  ['### a\nGET /\nno header\n', /a\.http:1: "no header" is not a header/],
  ['', /There is nothing to compare in/],
])('says where %j is wrong', async (text, message) => {
  await write('a.http', text)
  await expect(readSteps(folder)).rejects.toThrow(message)
})

it('reads deliveries beside requests, in the order of the names', async () => {
  await write('1.http', '### look\nGET /\n')
  await write(
    '2.json',
    JSON.stringify([
      { name: 'ship', trigger: 'message', to: 'jobs', maxAttempts: 3, items: [{ body: { a: 1 } }, { body: 'text' }] },
      {
        name: 'bytes',
        trigger: 'event',
        to: 'news',
        via: 'other',
        items: [{ data: { base64: 'AP8=' }, attributes: {} }],
      },
      { name: 'night', trigger: 'schedule', to: 'nightly', items: [{ scheduledAt: '2026-01-02T03:00:00Z' }] },
      { name: 'file', trigger: 'object', to: 'files', items: [{ kind: 'created', key: 'a b' }] },
      { name: 'value', trigger: 'change', to: 'records', items: [{ kind: 'updated', key: 'a', after: { n: 1 } }] },
    ]),
  )
  expect(await readSteps(folder)).toEqual([
    { name: 'look', method: 'GET', target: '/', headers: [] },
    { name: 'ship', trigger: 'message', to: 'jobs', maxAttempts: 3, items: [{ body: '{"a":1}' }, { body: 'text' }] },
    {
      name: 'bytes',
      trigger: 'event',
      to: 'news',
      via: 'other',
      items: [{ data: new Uint8Array([0, 255]), attributes: {} }],
    },
    { name: 'night', trigger: 'schedule', to: 'nightly', items: [{ scheduledAt: new Date(Date.UTC(2026, 0, 2, 3)) }] },
    { name: 'file', trigger: 'object', to: 'files', items: [{ kind: 'created', key: 'a b' }] },
    { name: 'value', trigger: 'change', to: 'records', items: [{ kind: 'updated', key: 'a', after: { n: 1 } }] },
  ])
})

it('reads deliveries of what the app has sent itself', async () => {
  const sent = { name: 'ship what was ordered', trigger: 'message', to: 'jobs', items: 'sent' }
  await write('a.json', JSON.stringify([sent]))
  expect(await readSteps(folder)).toEqual([sent])
})

it.each([
  [
    'a schedule that was sent',
    '[{"name":"x","trigger":"schedule","to":"a","items":"sent"}]',
    /list of "items" \(or "sent"/,
  ],
  ['no JSON', '{', /a\.json is not JSON/],
  ['no list', '{}', /a\.json: expected a list/],
  [
    'an unknown trigger',
    '[{"name":"x","trigger":"mail","to":"a","items":[]}]',
    /delivery 1: expected .* message, event/,
  ],
  [
    'a message without a body',
    '[{"name":"x","trigger":"message","to":"a","items":[{}]}]',
    /delivery 1 \(x\): an item has no "body"/,
  ],
  [
    'a time that is none',
    '[{"name":"x","trigger":"schedule","to":"a","items":[{"scheduledAt":"soon"}]}]',
    /not a time: "soon"/,
  ],
])('refuses deliveries with %s', async (_, text, message) => {
  await write('a.json', text)
  await expect(readSteps(folder)).rejects.toThrow(message)
})
