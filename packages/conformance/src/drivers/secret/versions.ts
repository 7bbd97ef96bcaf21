import assert from 'node:assert/strict'
import type { DriverCase } from '../case.ts'
import { documents } from '../documents.ts'
import { refused, refusedFeature } from '../refusal.ts'
import type { SecretBench } from './bench.ts'

async function withoutVersions({ driver, value, write, start }: SecretBench): Promise<void> {
  const version = await write(value)
  await refused(start().reader.get({ version }), 'Unimplemented')
  await refusedFeature(start().reader.get({ version: 'none' }), driver.service)
  assert.equal((await start().reader.get()).value, value)
}

const texts: readonly string[] = [
  'größe 注文 👩‍👩‍👧',
  '{"user":"a","password":"b\\"c"}',
  'line 1\nline 2\n',
  ' spaces at its ends ',
  '%20 + & = \' " \\ $HOME `x`',
  '12345678901234567890',
  'x'.repeat(3000),
]

/** The current value, and versions by name. */
export const versions: ReadonlyArray<DriverCase<SecretBench>> = [
  {
    id: 'secret.missing.never',
    title: 'A secret that was never written is not found.',
    why: documents.secretValue,
    level: 'must',
    async run({ start, driver }) {
      const error = await refused(start().reader.get(), 'NotFound', /the secret is not there/)
      assert.deepEqual([error.provider, error.expose], [driver.service, false])
    },
  },
  {
    id: 'secret.current.read',
    title: 'A secret is read with its version and when it was read.',
    why: documents.secretValue,
    level: 'must',
    async run({ value, write, start }) {
      const version = await write(value)
      const found = await start().reader.get()
      assert.deepEqual([found.value, found.version], [value, version])
      assert.ok(found.readAt instanceof Date && !Number.isNaN(found.readAt.getTime()))
    },
  },
  {
    id: 'secret.current.text',
    title: 'Every text is kept as it is: letters of all scripts, JSON, lines, spaces, signs, length.',
    why: documents.secretValue,
    level: 'must',
    async run({ write, start }) {
      for (const text of texts) {
        await write(text)
        assert.equal((await start().reader.get()).value, text)
      }
    },
  },
  {
    id: 'secret.current.rotation',
    title: 'A process that starts after a rotation reads the new value, with another version.',
    why: documents.secretRotation,
    level: 'must',
    async run({ value, write, start }) {
      const seen = new Set<string>()
      for (const turn of ['a', 'b', 'c', 'd']) {
        await write(`${value} ${turn}`)
        const found = await start().reader.get()
        assert.equal(found.value, `${value} ${turn}`)
        seen.add(found.version)
      }
      assert.equal(seen.size, 4)
    },
  },
  {
    id: 'secret.current.same',
    title: 'The same value written again is a version of its own.',
    why: documents.secretRotation,
    level: 'should',
    async run({ value, write, start }) {
      const versions = [await write(value), await write(value)]
      assert.notEqual(versions[0], versions[1])
      assert.equal((await start().reader.get()).version, versions[1])
    },
  },
  {
    id: 'secret.version.named',
    title: 'A version is read by the name that the current one had.',
    why: documents.keyVault,
    level: 'must',
    needs: 'versions',
    async run({ value, write, start }) {
      await write(value)
      const { version } = await start().reader.get()
      await write(`${value} new`)
      const found = await start().reader.get({ version })
      assert.deepEqual([found.value, found.version], [value, version])
    },
    otherwise: withoutVersions,
  },
  {
    id: 'secret.version.older',
    title: 'Older versions are read beside the current one.',
    why: documents.keyVault,
    level: 'must',
    needs: 'versions',
    async run({ value, write, start }) {
      const first = await write(`${value} 1`)
      const second = await write(`${value} 2`)
      const { reader } = start()
      assert.equal((await reader.get()).value, `${value} 2`)
      assert.equal((await reader.get({ version: first })).value, `${value} 1`)
      assert.equal((await reader.get({ version: second })).value, `${value} 2`)
    },
    otherwise: withoutVersions,
  },
  {
    id: 'secret.version.missing',
    title: 'A version that there is not is not found, and named.',
    why: documents.keyVault,
    level: 'must',
    needs: 'versions',
    async run({ value, write, start }) {
      const version = await write(value)
      // Of the shape that the service gives, so that it is not refused for that.
      const other = version.replace(/[0-9a-f](?=[^0-9a-f]*$)/, (digit) => (digit === '7' ? '8' : '7')).concat('7')
      for (const missing of [version.length >= 32 ? other.slice(0, -1) : `${other}777`]) {
        await refused(start().reader.get({ version: missing }), 'NotFound', /the secret has no version/)
      }
    },
    otherwise: withoutVersions,
  },
]
