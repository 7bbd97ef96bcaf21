import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { readRequests } from '../src/compare/request-file.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rove-requests-'))
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
  expect(await readRequests(folder)).toEqual([
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
  const [request] = await readRequests(join(folder, 'a.http'))
  expect(request).toMatchObject({ headers: [['x-a', '1']], body: new Uint8Array([0, 255, 13, 10]) })
})

it.each([
  ['### a\nnot a request\n', /a\.http:1: expected a request line/],
  ['### a\nGET orders\n', /a\.http:1: expected a request line/],
  ['### a\nGET /\nno header\n', /a\.http:1: "no header" is not a header/],
  ['', /There are no requests in/],
])('says where %j is wrong', async (text, message) => {
  await write('a.http', text)
  await expect(readRequests(folder)).rejects.toThrow(message)
})
