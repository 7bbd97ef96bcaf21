import assert from 'node:assert/strict'
import type { DriverCase } from '../case.ts'
import { documents } from '../documents.ts'
import { refused, refusedFeature } from '../refusal.ts'
import type { SecretBench } from './bench.ts'

type Statement = Omit<DriverCase<SecretBench>, 'level' | 'why'>

const statements: readonly Statement[] = [
  {
    id: 'secret.cache.kept',
    title: 'A value is kept: reading again does not ask the service, in any client of the process.',
    async run({ value, write, start }) {
      await write(value)
      const { reader, again, asked } = start()
      const first = await reader.get()
      for (const client of [reader, again()]) assert.deepEqual(await client.get(), first)
      assert.deepEqual([first.value, asked()], [value, 1])
    },
  },
  {
    id: 'secret.cache.concurrent',
    title: 'A hundred that read at the same time ask the service once.',
    async run({ value, write, start }) {
      await write(value)
      const { again, asked } = start()
      const found = await Promise.all(Array.from({ length: 100 }, () => again().get()))
      assert.deepEqual([new Set(found.map((one) => one.value)), asked()], [new Set([value]), 1])
    },
  },
  {
    id: 'secret.cache.rotation',
    title: 'A running process has the old value until it asks for one that is no older than now.',
    async run({ value, write, start }) {
      await write(`${value} old`)
      const { reader, asked } = start()
      await reader.get()
      const version = await write(`${value} new`)
      assert.equal((await reader.get()).value, `${value} old`)
      const fresh = await reader.get({ maxAge: 0 })
      assert.deepEqual([fresh.value, fresh.version], [`${value} new`, version])
      assert.equal((await reader.get()).value, `${value} new`)
      assert.equal(asked(), 2)
    },
  },
  {
    id: 'secret.cache.fresh',
    title: 'To ask for a value no older than now asks the service every time.',
    async run({ value, write, start }) {
      await write(value)
      const { reader, asked } = start()
      for (let round = 0; round < 3; round += 1) assert.equal((await reader.get({ maxAge: 0 })).value, value)
      assert.equal(asked(), 3)
    },
  },
  {
    id: 'secret.cache.processes',
    title: 'Processes have caches of their own: one that keeps an old value does not hold up another.',
    async run({ value, write, start }) {
      await write(`${value} old`)
      const old = start()
      await old.reader.get()
      await write(`${value} new`)
      assert.equal((await start().reader.get()).value, `${value} new`)
      assert.equal((await start().reader.get()).value, `${value} new`)
      assert.equal((await old.reader.get()).value, `${value} old`)
    },
  },
  {
    id: 'secret.cache.version',
    title: 'A version is kept for good, apart from the current value.',
    needs: 'versions',
    async run({ value, write, start }) {
      const version = await write(`${value} 1`)
      await write(`${value} 2`)
      const { reader, asked } = start()
      for (let round = 0; round < 3; round += 1) {
        assert.equal((await reader.get({ version, maxAge: 0 })).value, `${value} 1`)
        assert.equal((await reader.get()).value, `${value} 2`)
      }
      assert.equal(asked(), 2)
    },
    async otherwise({ driver, value, write, start }) {
      const version = await write(value)
      const { reader, asked } = start()
      for (let round = 1; round <= 2; round += 1) {
        await refusedFeature(reader.get({ version }), driver.service)
        assert.equal(asked(), round, 'a refusal is not kept, and not tried again')
      }
    },
  },
  {
    id: 'secret.cache.age',
    title: 'An age that is no duration is refused, and the service is not asked.',
    async run({ start }) {
      const { reader, asked } = start()
      for (const maxAge of ['soon', -1, Number.NaN]) {
        await refused(reader.get({ maxAge: maxAge as never }), 'InvalidArgument', /is not a duration/)
      }
      assert.equal(asked(), 0)
    },
  },
]

/** What is kept, and for how long. */
export const cache: ReadonlyArray<DriverCase<SecretBench>> = statements.map((one) => ({
  ...one,
  why: documents.secretCache,
  level: 'must',
}))
