import { describe, expect, it } from 'vitest'
import { type Binding, config, type Schema } from '../src/index.ts'
import { scope } from './client.fixture.ts'

describe('a setting', () => {
  const number: Schema<number> = {
    '~standard': {
      version: 1,
      vendor: 'test',
      validate: (value) =>
        value === undefined
          ? { value: 7 }
          : Number.isNaN(Number(value))
            ? { issues: [{ message: 'no number' }] }
            : { value: Number(value) },
    },
  }
  const read = <Value>(binding: Binding<{ get(): Promise<Value> }>, env: Record<string, string>) =>
    binding.connect(undefined as never, { ...scope, env }).get()

  it('is the variable of its name, as its schema gives it', async () => {
    expect(await read(config('page-size').reader, { PAGE_SIZE: '20' })).toBe('20')
    expect(await read(config('page-size').reader, {})).toBeUndefined()
    expect(await read(config('page-size', { schema: number }).reader, { PAGE_SIZE: '20' })).toBe(20)
    expect(await read(config('page-size', { schema: number }).reader, {})).toBe(7)
  })

  it('that is not valid is the operator’s mistake, and named', async () => {
    await expect(read(config('page-size', { schema: number }).reader, { PAGE_SIZE: 'many' })).rejects.toMatchObject({
      code: 'FailedPrecondition',
      status: 500,
      expose: false,
      message: 'The environment variable PAGE_SIZE is not valid: no number',
    })
  })
})
