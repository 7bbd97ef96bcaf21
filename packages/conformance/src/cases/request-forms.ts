import assert from 'node:assert/strict'
import type { EchoBody } from '../app/echo.ts'
import { type ConformanceCase, ofGroup } from '../case.ts'
import { everyByte, sha256 } from '../pattern.ts'
import { fetchStandard, issue } from '../sources.ts'

const typed = (type: string): ReadonlyArray<readonly [string, string]> => [['content-type', type]]

export const requestForms: readonly ConformanceCase[] = ofGroup('http', [
  {
    id: 'http.body.multipart',
    title: 'A multipart body keeps its fields, file names and file bytes.',
    why: issue('azure-functions-nodejs-worker', 294),
    level: 'must',
    async run(subject) {
      const part = (head: string): string => `--b0undary\r\ncontent-disposition: form-data; ${head}\r\n`
      const body = Buffer.concat([
        Buffer.from(`${part('name="note"')}\r\nżółw\r\n${part('name="file"; filename="a b.png"')}`),
        Buffer.from('content-type: image/png\r\n\r\n'),
        everyByte,
        Buffer.from('\r\n--b0undary--\r\n'),
      ])
      const headers = typed('multipart/form-data; boundary=b0undary')
      const reply = await subject.send({ method: 'POST', target: '/body/form', headers, body })
      assert.equal(reply.status, 200, reply.describe())
      const [note, file] = reply.json() as [unknown, EchoBody & { name: string; filename: string; type: string }]
      assert.deepEqual(note, { name: 'note', value: 'żółw' })
      assert.deepEqual([file.name, file.filename, file.type], ['file', 'a b.png', 'image/png'])
      assert.equal(file.sha256, sha256(everyByte))
    },
  },
  {
    id: 'http.body.form',
    title: 'A form body is read as form data.',
    why: fetchStandard('dom-body-formdata'),
    level: 'must',
    async run(subject) {
      const headers = typed('application/x-www-form-urlencoded;charset=UTF-8')
      const body = 'a=1&b=x+y&a=%C5%BC'
      const reply = await subject.send({ method: 'POST', target: '/body/form', headers, body })
      assert.deepEqual(reply.json(), [
        { name: 'a', value: '1' },
        { name: 'b', value: 'x y' },
        { name: 'a', value: 'ż' },
      ])
    },
  },
  {
    id: 'http.body.blob',
    title: 'A body is read as a Blob of its content type.',
    why: fetchStandard('dom-body-blob'),
    level: 'must',
    async run(subject) {
      const reply = await subject.send({
        method: 'POST',
        target: '/body/blob',
        headers: typed('image/png'),
        body: everyByte,
      })
      const blob = reply.json() as EchoBody & { type: string }
      assert.deepEqual([blob.type, blob.sha256], ['image/png', sha256(everyByte)])
    },
  },
  {
    id: 'http.body.clone',
    title: 'A clone gives the same body and headers.',
    why: fetchStandard('dom-request-clone'),
    level: 'must',
    async run(subject) {
      const headers = typed('text/plain')
      const reply = await subject.send({ method: 'POST', target: '/body/clone', headers, body: 'twice' })
      assert.deepEqual(reply.json(), ['twice', 'twice', 'text/plain', 'POST'])
    },
  },
])
