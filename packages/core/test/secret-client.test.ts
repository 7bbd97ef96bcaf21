import { describe, expect, it, vi } from 'vitest'
import { secret } from '../src/index.ts'
import { connect, refusal } from './client.fixture.ts'
import { memorySecret, ServiceError } from './drivers.fixture.ts'

describe('a secret', () => {
  const key = secret('api-key')

  it('is asked for once while it is fresh, by however many at once, and again when it may be no older', async () => {
    vi.useFakeTimers()
    try {
      const driver = memorySecret({ one: 'a', two: 'b' })
      const [first, second] = await Promise.all([connect(key.reader, driver).get(), connect(key.reader, driver).get()])
      expect([first.value, second.value, driver.calls]).toEqual(['b', 'b', 1])
      vi.advanceTimersByTime(299_000)
      expect((await connect(key.reader, driver).get()).readAt).toEqual(first.readAt)
      await connect(key.reader, driver).get({ maxAge: '1m' })
      expect(driver.calls).toBe(2)
      await connect(key.reader, driver).get({ maxAge: 0 })
      expect(driver.calls).toBe(3)
    } finally {
      vi.useRealTimers()
    }
  })

  it('has versions, which are kept for good', async () => {
    const driver = memorySecret({ one: 'a', two: 'b' })
    const reader = connect(key.reader, driver)
    expect((await reader.get({ version: 'one' })).value).toBe('a')
    expect((await reader.get({ version: 'one', maxAge: 0 })).value).toBe('a')
    expect(driver.calls).toBe(1)
    await expect(reader.get({ version: 'six' })).rejects.toEqual(refusal('NotFound', /the secret has no version "six"/))
    await expect(connect(key.reader, memorySecret({})).get()).rejects.toEqual(
      refusal('NotFound', /the secret is not there/),
    )
  })

  it('that could not be read is asked for again by the next call', async () => {
    const driver = memorySecret({ one: 'a' }, [new ServiceError('PermissionDenied')])
    const reader = connect(key.reader, driver)
    await expect(reader.get()).rejects.toMatchObject({ code: 'PermissionDenied' })
    expect((await reader.get()).value).toBe('a')
  })
})
