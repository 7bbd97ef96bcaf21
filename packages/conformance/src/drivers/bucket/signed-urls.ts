import assert from 'node:assert/strict'
import type { SignedUrl, SignedUrlOptions } from '@rove/core'
import type { DriverCase } from '../case.ts'
import { documents } from '../documents.ts'
import { present } from '../present.ts'
import { refused, refusedFeature } from '../refusal.ts'
import { type BucketBench, sampleBytes, textOf } from './bench.ts'

/** Fetches with a signed URL, from this machine alone. */
async function fetchSigned(signed: SignedUrl, body?: string | Uint8Array): Promise<Response> {
  const { url, method, headers } = signed
  const { hostname } = new URL(url)
  const isLoopback = /^(127\.\d+\.\d+\.\d+|\[::1\]|(.+\.)?localhost)$/.test(hostname)
  assert.ok(isLoopback, `the URL leads to ${hostname}, not to the service of this test`)
  return fetch(url, { method, headers, ...(body === undefined ? {} : { body }) })
}

const methods: readonly SignedUrlOptions[] = [{}, { method: 'GET', expiresIn: '1h' }, { method: 'PUT' }]

type Statement = Pick<DriverCase<BucketBench>, 'id' | 'title' | 'run'>

const statements: readonly Statement[] = [
  {
    id: 'bucket.url.get',
    title: 'A URL gives the object, with its type, to whoever has it.',
    async run({ files, prefix }) {
      const content = sampleBytes(100_000)
      await files.put(`${prefix}a`, content, { contentType: 'image/png' })
      const response = await fetchSigned(await files.signedUrl(`${prefix}a`))
      assert.equal(response.status, 200)
      assert.equal(response.headers.get('content-type'), 'image/png')
      assert.ok(Buffer.compare(new Uint8Array(await response.arrayBuffer()), content) === 0, 'the content was changed')
    },
  },
  {
    id: 'bucket.url.later',
    title: 'A URL is made of a key alone: it gives what is there when it is used.',
    async run({ files, prefix }) {
      const signed = await files.signedUrl(`${prefix}a`, { expiresIn: '1h' })
      const before = await fetchSigned(signed)
      await before.arrayBuffer()
      assert.ok(before.status >= 400 && before.status < 500, `it answered ${before.status} for nothing`)
      await files.put(`${prefix}a`, 'late')
      assert.equal(await (await fetchSigned(signed)).text(), 'late')
    },
  },
  {
    id: 'bucket.url.put',
    title: 'A URL to write with makes the object.',
    async run({ files, elsewhere, prefix }) {
      const response = await fetchSigned(await files.signedUrl(`${prefix}a`, { method: 'PUT' }), 'uploaded')
      assert.ok(response.ok, `it answered ${response.status}: ${await response.text()}`)
      assert.equal(await textOf(elsewhere, `${prefix}a`), 'uploaded')
    },
  },
  {
    id: 'bucket.url.put-type',
    title: 'A URL to write with a content type makes an object of that type.',
    async run({ files, prefix }) {
      const contentType = 'application/pdf'
      const signed = await files.signedUrl(`${prefix}a`, { method: 'PUT', contentType })
      const response = await fetchSigned(signed, Buffer.from('%PDF'))
      assert.ok(response.ok, `it answered ${response.status}: ${await response.text()}`)
      const found = present(await files.get(`${prefix}a`), 'the object')
      assert.deepEqual([found.contentType, await found.text()], [contentType, '%PDF'])
    },
  },
  {
    id: 'bucket.url.key',
    title: 'A URL leads to its key, whatever signs it has.',
    async run({ files, prefix }) {
      for (const name of ['a b', 'a%2Fb', 'a/b', 'a?b=c', 'a#b', 'a+b', 'größe 注文', '👩‍👩‍👧', "a'(b)*!"]) {
        await files.put(`${prefix}${name}`, `of ${name}`)
        assert.equal(await (await fetchSigned(await files.signedUrl(`${prefix}${name}`))).text(), `of ${name}`)
        const response = await fetchSigned(await files.signedUrl(`${prefix}${name}`, { method: 'PUT' }), `new ${name}`)
        assert.ok(response.ok, `${name}: it answered ${response.status}`)
        assert.equal(await textOf(files, `${prefix}${name}`), `new ${name}`)
      }
    },
  },
]

/** URLs with which anyone reads or writes for a while. */
export const signedUrls: ReadonlyArray<DriverCase<BucketBench>> = [
  ...statements.map(
    (one): DriverCase<BucketBench> => ({
      ...one,
      why: documents.s3Presigned,
      level: 'must',
      needs: 'signed-url',
      async otherwise({ files, driver, prefix }) {
        for (const options of methods) {
          await refused(files.signedUrl(`${prefix}a`, options), 'Unimplemented')
          await refusedFeature(files.signedUrl(`${prefix}a`, options), driver.service)
        }
        assert.equal(await files.head(`${prefix}a`), undefined)
      },
    }),
  ),
  {
    id: 'bucket.url.time',
    title: 'A URL for less than a second or more than seven days is refused.',
    why: documents.s3Presigned,
    level: 'must',
    async run({ files, prefix }) {
      for (const expiresIn of [0, '999ms', '8d', '169h'] as const) {
        await refused(files.signedUrl(`${prefix}a`, { expiresIn }), 'InvalidArgument', /one second to seven days/)
      }
    },
  },
]
