import { expect, it, vi } from 'vitest'
import { jsonLog, toJsonLine } from '../src/log.ts'

it('writes one line of JSON whatever the fields hold', () => {
  const circular: Record<string, unknown> = { big: 5n, shared: {} }
  circular.self = circular
  circular.again = circular.shared
  const error = new Error('outer', { cause: new Error('inner') })
  const entry = JSON.parse(toJsonLine({ circular, error }))
  expect(entry.circular).toEqual({ big: '5', shared: {}, self: '[Circular]', again: {} })
  expect(entry.error).toMatchObject({ name: 'Error', message: 'outer', cause: { message: 'inner' } })
  expect(toJsonLine({ text: 'a\nb' })).not.toContain('\n')
})

it('writes errors and warnings to standard error', () => {
  const out = vi.spyOn(console, 'log').mockReturnValue()
  const err = vi.spyOn(console, 'error').mockReturnValue()
  const record = { message: 'm', time: 0, function: 'f', id: 'i', traceId: 't', fields: { n: 1 } }
  jsonLog({ level: 'info', ...record })
  jsonLog({ level: 'error', ...record })
  expect(JSON.parse(String(out.mock.calls[0]?.[0]))).toEqual({
    level: 'info',
    message: 'm',
    time: '1970-01-01T00:00:00.000Z',
    function: 'f',
    id: 'i',
    traceId: 't',
    n: 1,
  })
  expect(err).toHaveBeenCalledTimes(1)
})
