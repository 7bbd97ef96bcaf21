import { describe, expect, it } from 'vitest'
import { type Kv, kv } from '../src/index.ts'
import { connect, scope } from './client.fixture.ts'
import { memoryKv, ServiceError } from './drivers.fixture.ts'

const store: Kv<unknown> = kv('orders')

describe('a call that fails', () => {
  it('is made again up to three times, when nothing can be done twice', async () => {
    const faults = [new ServiceError('Unavailable'), new ServiceError('ResourceExhausted')]
    const driver = memoryKv(faults)
    expect(await connect(store.reader, driver).get('a')).toBeUndefined()
    expect(driver.calls).toHaveLength(3)
  })

  it('is wrapped once, with service, operation and whether to try later', async () => {
    const faults = [1, 2, 3].map(() => new ServiceError('Unavailable', 'socket hang up'))
    const failing = connect(store.reader, memoryKv(faults)).get('a')
    await expect(failing).rejects.toMatchObject({
      code: 'Unavailable',
      provider: 'memory',
      operation: 'kv.get orders',
      retryable: true,
      expose: false,
      message: 'kv.get orders failed on memory: socket hang up',
      cause: { message: 'socket hang up' },
    })
  })

  it.each(['PermissionDenied', 'NotFound', 'InvalidArgument', 'Unknown'] as const)(
    'with %s is not made again',
    async (code) => {
      const driver = memoryKv([new ServiceError(code)])
      await expect(connect(store.reader, driver).get('a')).rejects.toMatchObject({ code })
      expect(driver.calls).toHaveLength(1)
    },
  )

  it('and may have been done is not made again, unless the service refused it for its load', async () => {
    const lost = memoryKv([new ServiceError('Unavailable')])
    await expect(connect(store.writer, lost).set('a', 1, { ifAbsent: true })).rejects.toMatchObject({
      code: 'Unavailable',
    })
    expect(lost.calls).toHaveLength(1)
    const busy = memoryKv([new ServiceError('ResourceExhausted')])
    await connect(store.writer, busy).set('a', 1, { ifAbsent: true })
    expect(busy.calls).toHaveLength(2)
  })

  it('is not waited for when the invocation is over', async () => {
    const over = AbortSignal.abort()
    const driver = memoryKv([new ServiceError('Unavailable')])
    const reader = store.reader.connect(driver as never, { ...scope, signal: over })
    await expect(reader.get('a')).rejects.toMatchObject({ code: 'Unavailable' })
    expect(driver.calls).toHaveLength(1)
  })
})
