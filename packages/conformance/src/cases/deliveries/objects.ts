import assert from 'node:assert/strict'
import type { DeliveryPromise } from '@rove/core'
import type { Delivered, SentObject } from '@rove/core/adapter'
import { tell } from '../../app/events/instruction.ts'
import type { Sighting } from '../../app/events/sighting.ts'
import { freshMark } from '../../assertions.ts'
import type { UngroupedCase } from '../../case.ts'
import { documents } from '../../sources.ts'
import type { Subject } from '../../subject.ts'

interface Told {
  readonly keys: readonly string[]
  readonly delivered: readonly Delivered[]
  readonly seen: readonly Sighting[]
}

interface Written extends Partial<SentObject> {
  readonly plan?: string
  /** What comes behind the instruction in the key. */
  readonly rest?: string
}

/** Writes or deletes objects whose keys say what to do. */
async function write(subject: Subject, objects: readonly Written[]): Promise<Told> {
  const run = freshMark()
  const items = objects.map(({ plan = 'done', rest = '', ...object }, index): SentObject => {
    return { kind: 'created', ...object, key: `${tell(run, index + 1, plan)}${rest}` }
  })
  const delivered = await subject.deliver({ trigger: 'object', to: 'files', items, maxAttempts: 3 })
  const attempts = delivered.reduce((sum, one) => sum + one.attempts, 0)
  return { keys: items.map(({ key }) => key), delivered, seen: await subject.seen({ text: run }, attempts) }
}

const written: readonly DeliveryPromise[] = ['object.created']

const keys: ReadonlyArray<readonly [id: string, rest: string, title: string]> = [
  ['spaces', '/a b  c.txt', 'A key with spaces arrives as it is.'],
  ['plus', '/a+b=c&d.txt', 'A key with a plus sign, an equals sign and an ampersand arrives as it is.'],
  ['unicode', '/zażółć 東京 🚀.txt', 'A key beyond ASCII arrives as it is.'],
  ['folders', '/2026/11/01/deep/file.txt', 'A key with slashes arrives as it is.'],
  ['percent', '/100%25 of a%2Fb%zz.txt', 'A key with percent signs is decoded once, and no more.'],
  ['signs', "/it's (1) [x] {y} ~!@$;,:.txt", 'A key with signs arrives as it is.'],
  ['dots', '/..hidden/.file..txt', 'A key with dots arrives as it is.'],
]

export const objects: readonly UngroupedCase[] = [
  {
    id: 'objects.created',
    title: 'A written object calls the function for written ones, with bucket and kind.',
    why: documents.googleStorage,
    level: 'must',
    needs: written,
    async run(subject) {
      const { keys: sent, delivered, seen } = await write(subject, [{}])
      assert.deepEqual([delivered[0]?.outcome, delivered[0]?.attempts, seen.length], ['done', 1, 1])
      const { key, bucket, kind } = seen[0]?.event ?? {}
      assert.deepEqual([seen[0]?.function, key, bucket, kind], ['fileWritten', sent[0], 'files', 'created'])
    },
  },
  {
    id: 'objects.deleted',
    title: 'A deleted object calls the function for deleted ones, and no other.',
    why: documents.googleStorage,
    level: 'must',
    needs: ['object.deleted'],
    async run(subject) {
      const { keys: sent, seen } = await write(subject, [{ kind: 'deleted', rest: '/a b+c%20.txt' }])
      const { key, bucket, kind } = seen[0]?.event ?? {}
      assert.deepEqual(
        [seen.length, seen[0]?.function, key, bucket, kind],
        [1, 'fileDeleted', sent[0], 'files', 'deleted'],
      )
    },
  },
  ...keys.map(
    ([id, rest, title]): UngroupedCase => ({
      id: `objects.key.${id}`,
      title,
      why: documents.s3Events,
      level: 'must',
      needs: written,
      async run(subject) {
        const { keys: sent, seen } = await write(subject, [{ rest }])
        assert.equal(seen[0]?.event.key, sent[0])
      },
    }),
  ),
  {
    id: 'objects.properties',
    title: 'Size and etag of a written object are told, the etag without quotation marks.',
    why: documents.s3Events,
    level: 'must',
    needs: [...written, 'object.properties'],
    async run(subject) {
      const etag = 'd41d8cd98f00b204e9800998ecf8427e'
      const { seen } = await write(subject, [{ size: 1234, etag }])
      assert.deepEqual([seen[0]?.event.size, seen[0]?.event.etag], [1234, etag])
    },
  },
  {
    id: 'objects.properties.large',
    title: 'The size is a number, for empty objects and for those of many gigabytes.',
    why: documents.googleStorage,
    level: 'must',
    needs: [...written, 'object.properties'],
    async run(subject) {
      const { seen } = await write(subject, [{ size: 0 }, { size: 5_497_558_138_880 }])
      const sizes = [...seen].sort((a, b) => a.item.localeCompare(b.item)).map(({ event }) => event.size)
      assert.deepEqual(sizes, [0, 5_497_558_138_880])
    },
  },
  {
    id: 'objects.properties.types',
    title: 'What is told of an object is text and number, or nothing.',
    why: documents.googleStorage,
    level: 'must',
    needs: written,
    async run(subject) {
      const { seen } = await write(subject, [{ contentType: 'text/plain; charset=utf-8' }])
      assert.equal(seen.length, 1)
      const { size, etag, contentType, version } = seen[0]?.event ?? {}
      for (const [value, type] of [
        [size, 'number'] as const,
        [etag, 'string'] as const,
        [version, 'string'] as const,
      ]) {
        assert.ok(value === undefined || typeof value === type, `${value} is of type ${type}`)
      }
      assert.ok(contentType === undefined || contentType === 'text/plain; charset=utf-8', String(contentType))
    },
  },
  {
    id: 'objects.several',
    title: 'Several objects are each told once.',
    why: documents.s3Events,
    level: 'must',
    needs: written,
    async run(subject) {
      const { keys: sent, seen } = await write(subject, [{}, { rest: '/b' }, { rest: '/c' }])
      assert.deepEqual(seen.map(({ event }) => event.key).sort(), [...sent].sort())
      assert.equal(new Set(seen.map(({ context }) => context.idempotencyKey)).size, 3)
    },
  },
  {
    id: 'objects.retry',
    title: 'An object event that failed comes again, as the same.',
    why: documents.lambdaAsync,
    level: 'must',
    needs: [...written, 'object.retry'],
    async run(subject) {
      const { delivered, seen } = await write(subject, [{ plan: 'throw_done' }])
      assert.deepEqual([delivered[0]?.outcome, delivered[0]?.attempts, seen.length], ['done', 2, 2])
      assert.equal(new Set(seen.map(({ context }) => context.idempotencyKey)).size, 1)
    },
  },
  {
    id: 'objects.fails',
    title: 'An object event that always fails ends after some attempts, never done, and is in the log.',
    why: documents.lambdaAsync,
    level: 'must',
    needs: [...written, 'object.retry'],
    async run(subject) {
      const { keys: sent, delivered, seen } = await write(subject, [{ plan: 'throw' }])
      assert.notEqual(delivered[0]?.outcome, 'done')
      assert.ok(seen.length > 1 && seen.length === delivered[0]?.attempts, `it was called ${seen.length} times`)
      await subject.logged('inner-detail', String(sent[0]))
    },
  },
  {
    id: 'objects.context',
    title: 'The context of an object event names platform and environment, and layers are around it.',
    why: documents.azureBlob,
    level: 'must',
    needs: written,
    async run(subject) {
      const [seen] = (await write(subject, [{}])).seen
      assert.deepEqual(
        [seen?.context.platform, seen?.context.env, seen?.trail],
        [subject.capabilities.provider, 'a value = with "signs"', ['outer', 'inner']],
      )
    },
  },
]
