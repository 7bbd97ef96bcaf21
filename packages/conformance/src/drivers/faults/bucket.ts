import assert from 'node:assert/strict'
import { type BucketBench, digestOf, inPieces, sampleBytes, textOf } from '../bucket/bench.ts'
import type { DriverCase } from '../case.ts'
import { documents } from '../documents.ts'
import { present } from '../present.ts'
import { refused } from '../refusal.ts'
import { failsFor, faultCases } from './common.ts'
import type { FaultBench } from './fault.ts'

const mebibyte = 1024 * 1024
const content = sampleBytes(mebibyte)

async function writeCutOff(
  { files, elsewhere, prefix, fault }: FaultBench<BucketBench>,
  body: () => Parameters<typeof files.put>[1],
  after: number,
): Promise<void> {
  const [old, fresh] = [`${prefix}old`, `${prefix}new`]
  await elsewhere.put(old, 'as it was')
  for (const key of [old, fresh]) {
    fault.proxy.cutRequests(after)
    await refused(files.put(key, body()), ['Unavailable', 'DeadlineExceeded'])
    await fault.proxy.pass()
    // Another write through the same driver: whatever the service was still at has ended by then.
    await files.put(`${prefix}whole`, body())
  }
  assert.equal(await textOf(elsewhere, old), 'as it was', 'the object that was there is another')
  assert.equal(await elsewhere.head(fresh), undefined, 'half an object is there')
  const whole = present(await elsewhere.get(`${prefix}whole`), 'the whole object')
  assert.deepEqual(await digestOf(whole.body), await digestOf(asPieces(body())))
}

function asPieces(body: unknown): AsyncIterable<Uint8Array> {
  return body instanceof Uint8Array ? inPieces(body, mebibyte) : (body as AsyncIterable<Uint8Array>)
}

/** Buckets whose service breaks. */
export const bucketFaults: ReadonlyArray<DriverCase<FaultBench<BucketBench>>> = [
  ...faultCases<BucketBench>('bucket', {
    repeatable: ({ files, prefix }) => files.list({ prefix }),
    once: [({ files, prefix }) => files.put(`${prefix}stream`, inPieces(content.subarray(0, 1000), 100))],
  }),
  {
    id: 'bucket.fault.read',
    title: 'Reading an object whose connection breaks half-way fails, and does not end early.',
    why: documents.s3Get,
    level: 'must',
    async run({ files, elsewhere, prefix, fault }) {
      const key = `${prefix}a`
      await elsewhere.put(key, content)
      const read = async (): Promise<unknown> => digestOf(present(await files.get(key), 'the object').body)
      fault.proxy.cutAnswers(400_000)
      await refused(read(), 'Unavailable')
      await fault.proxy.pass()
      assert.deepEqual(await read(), await digestOf(inPieces(content, mebibyte)))
    },
  },
  {
    id: 'bucket.fault.write',
    title: 'Writing whose connection breaks half-way fails and writes nothing: what was there stays.',
    why: documents.s3Consistency,
    level: 'must',
    run: (bench) => writeCutOff(bench, () => content, 400_000),
  },
  {
    id: 'bucket.fault.write-stream',
    title: 'A stream whose connection breaks half-way fails and writes nothing: what was there stays.',
    why: documents.s3Multipart,
    level: 'must',
    run: (bench) => writeCutOff(bench, () => inPieces(sampleBytes(12 * mebibyte), 300_000), 9 * mebibyte),
  },
  {
    id: 'bucket.fault.condition',
    title: 'A conditional write to a service that is down is tried once.',
    why: documents.retries,
    level: 'must',
    needs: 'if-absent',
    async run(bench) {
      await bench.fault.proxy.refuse()
      await failsFor(bench, () => bench.files.put(`${bench.prefix}a`, 'a', { ifAbsent: true }), 1)
    },
  },
]
