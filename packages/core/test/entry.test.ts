import { expect, it } from 'vitest'
import { type ChooseDriver, writeEntry } from '../src/adapter/index.ts'

const input = { appModule: './a "b".ts', name: 'shop' }
const choose: ChooseDriver = ({ kind, name }) => ({
  module: kind === 'queue' || kind === 'topic' ? 'own/messages' : `own/${kind}`,
  name: name === 'other' ? `${kind}Other` : kind,
})
const kv = (name: string) => ({ kind: 'kv', name }) as const

it('is three lines where nothing is used', () => {
  expect(
    writeEntry({ ...input, resources: [{ kind: 'config', name: 'region' }] }, { adapter: '@rove/x', choose }),
  ).toBe(`import { adapt } from '@rove/x'\nimport app from "./a \\"b\\".ts"\nexport const handler = adapt(app)\n`)
})

it('has one driver for all resources of a kind, beside the options', () => {
  const entry = writeEntry(
    { ...input, resources: [kv('a'), { kind: 'queue', name: 'q' }, kv('b'), { kind: 'topic', name: 't' }] },
    { adapter: '@rove/x', choose, options: { stream: true } },
  )
  expect(entry.split('\n')).toEqual([
    "import { adapt } from '@rove/x'",
    "import { kv } from 'own/kv'",
    "import { queue, topic } from 'own/messages'",
    'import app from "./a \\"b\\".ts"',
    'export const handler = adapt(app, { stream: true, bindings: [kv(), queue(), topic()] })',
    '',
  ])
})

it('tells drivers of one kind which resources are theirs', () => {
  const entry = writeEntry({ ...input, resources: [kv('a'), kv('other'), kv('b')] }, { adapter: '@rove/x', choose })
  expect(entry).toContain('bindings: [kv({ only: ["a","b"] }), kvOther({ only: ["other"] })]')
})

it('takes drivers that are given in place of the provider’s own', () => {
  const given: ChooseDriver = () => ({ module: 'embedded', name: 'folder' })
  const entry = writeEntry({ ...input, resources: [kv('a')], choose: given }, { adapter: '@rove/x', choose })
  expect(entry).toContain("import { folder } from 'embedded'")
  expect(entry).not.toContain('own/kv')
})
