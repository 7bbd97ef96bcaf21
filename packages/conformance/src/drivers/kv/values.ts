import assert from 'node:assert/strict'
import type { DriverCase } from '../case.ts'
import { documents } from '../documents.ts'
import { present } from '../present.ts'
import { refused } from '../refusal.ts'
import type { KvBench } from './bench.ts'

/** Writes a value, and asserts that it is read as it was written, by this and by another process. */
async function kept({ store, elsewhere, prefix }: KvBench, values: Readonly<Record<string, unknown>>): Promise<void> {
  for (const [name, value] of Object.entries(values)) {
    const key = `${prefix}${name}`
    await store.set(key, value)
    const wanted = JSON.stringify(value)
    for (const client of [store, elsewhere]) {
      const { value: read } = present(await client.get(key), name)
      assert.equal(JSON.stringify(read), wanted, `${name} was changed`)
    }
    const many = await store.getMany([key])
    assert.equal(JSON.stringify(many.get(key)?.value), wanted, `${name} was changed by getMany`)
    const { entries } = await store.list({ prefix: key })
    assert.equal(JSON.stringify(entries[0]?.value), wanted, `${name} was changed by list`)
  }
}

function nested(depth: number): unknown {
  let value: unknown = 'deep'
  for (let at = 0; at < depth; at += 1) value = at % 2 === 0 ? { inner: value } : [value]
  return value
}

const kinds: ReadonlyArray<{ readonly id: string; readonly title: string; readonly values: Record<string, unknown> }> =
  [
    { id: 'nothing', title: 'Null is a value, and is not the same as none.', values: { null: null } },
    { id: 'boolean', title: 'Both truths are kept.', values: { true: true, false: false } },
    {
      id: 'number',
      title: 'Numbers are kept to their last digit, the largest and the smallest too.',
      values: {
        zero: 0,
        tenth: 0.1,
        sum: 0.1 + 0.2,
        safe: Number.MAX_SAFE_INTEGER,
        least: Number.MIN_SAFE_INTEGER,
        max: Number.MAX_VALUE,
        min: Number.MIN_VALUE,
        large: 1e21,
        many: [1.5, -2.25, 12345678901234567000],
      },
    },
    {
      id: 'empty',
      title: 'What is empty stays empty.',
      values: { text: '', list: [], object: {}, inside: { a: '', b: [[]], c: [{}] } },
    },
    {
      id: 'text',
      title: 'Texts are kept as they are, control characters and half characters included.',
      values: {
        quotes: 'a "b" \\ \'c\'',
        lines: 'a\r\nb\tc\n',
        control: 'a\u0000b\u001f\u007f',
        separators: '\u2028\u2029\ufeff',
        scripts: 'größe 注文 👩‍👩‍👧 \u{10ffff}',
        half: '\ud800',
        json: '{"a":1}',
        spaces: '  a  ',
      },
    },
    { id: 'nested', title: 'What is nested forty deep comes back.', values: { deep: nested(40) } },
    {
      id: 'names',
      title: 'Members keep their names and their order, odd ones included.',
      values: {
        order: { z: 1, a: 2, m: { y: 1, b: 2 } },
        odd: { '': 1, 'a.b': 2, $a: 3, 'a b': 4, ä: 5, constructor: 6, _id: 7, 'a/b': 8 },
        proto: JSON.parse('{"__proto__":{"a":1},"b":2}'),
      },
    },
    {
      id: 'list',
      title: 'A list of a thousand different things keeps its order.',
      values: { list: Array.from({ length: 1000 }, (_, at) => [at, `${at}`, null, { at }]) },
    },
  ]

/** Values of all kinds. */
export const values: ReadonlyArray<DriverCase<KvBench>> = [
  ...kinds.map(
    ({ id, title, values: list }): DriverCase<KvBench> => ({
      id: `kv.value.${id}`,
      title,
      why: documents.json,
      level: 'must',
      run: (bench) => kept(bench, list),
    }),
  ),
  {
    id: 'kv.value.not-json',
    title: 'What is no JSON is refused, and nothing is written.',
    why: documents.json,
    level: 'must',
    async run({ store, prefix }) {
      const circle: Record<string, unknown> = {}
      circle.itself = circle
      for (const value of [undefined, () => 1, 1n, circle]) {
        await refused(store.set(`${prefix}a`, value), 'InvalidArgument', /cannot be written as JSON/)
      }
      assert.equal(await store.get(`${prefix}a`), undefined)
    },
  },
]
