import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { toInvocation } from '../src/context.ts'
import { toLogLine } from '../src/log.ts'
import { parseCloudTrace } from '../src/trace.ts'
import { gcpRequest, gcpResponse, type RequestParts } from './gcp-request.ts'

const invocation = (parts: RequestParts, arrivedAt?: number): ReturnType<typeof toInvocation> =>
  toInvocation(gcpRequest(parts), { response: gcpResponse(), arrivedAt })

afterEach(() => vi.unstubAllEnvs())

describe('the deadline', () => {
  it('counts from when the request arrived', () => {
    vi.stubEnv('CLOUD_RUN_TIMEOUT_SECONDS', '60')
    expect(invocation({}, 1_000_000).deadline).toBe(1_060_000)
  })

  it.each(['', '0', 'soon', '-1'])('is not known with the setting %j', (setting) => {
    vi.stubEnv('CLOUD_RUN_TIMEOUT_SECONDS', setting)
    expect(invocation({}).deadline).toBeUndefined()
  })
})

describe('the signal', () => {
  it('aborts when the framework’s timeout has come, also when that was before', () => {
    const abortController = new AbortController()
    const { signal } = invocation({ abortController })
    expect(signal?.aborted).toBe(false)
    abortController.abort('timeout')
    expect(signal?.reason).toMatchObject({ name: 'TimeoutError' })
    expect(invocation({ abortController }).signal?.aborted).toBe(true)
  })

  it('does not take the end of the request’s body for the end of the client', () => {
    const abortController = new AbortController()
    const { signal } = invocation({ abortController })
    abortController.abort('request closed')
    expect(signal?.aborted).toBe(false)
  })

  it('aborts when the connection closes before the answer is out', () => {
    const response = gcpResponse()
    const { signal } = toInvocation(gcpRequest(), { response, arrivedAt: undefined })
    expect(signal?.aborted).toBe(false)
    response.emit('close')
    expect(signal?.reason).toMatchObject({ code: 'Canceled' })
  })
})

describe('the trace', () => {
  const id = '105445aa7843bc8bf206b12000100000'
  const cloud = ['x-cloud-trace-context', `${id}/2205310701640571284;o=1`] as const

  it('is read from Google’s header when there is no other', () => {
    expect(invocation({ headers: [cloud] }).trace).toMatchObject({
      traceId: id,
      spanId: '1e9ad6661ea75994',
      sampled: true,
      remote: true,
    })
  })

  it('is left to core when there is a valid traceparent', () => {
    const traceparent = ['traceparent', `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`] as const
    expect(invocation({ headers: [cloud, traceparent] }).trace).toBeUndefined()
    expect(invocation({ headers: [cloud, ['traceparent', 'nonsense']] }).trace?.traceId).toBe(id)
  })

  it('is none for what is no trace', () => {
    for (const header of [undefined, '', id, `${id}/`, `${'0'.repeat(32)}/1`, `${id}/0`, 'x/1;o=1', `${id}/1x`]) {
      expect(parseCloudTrace(header)).toBeUndefined()
    }
    fc.assert(fc.property(fc.string(), (header) => parseCloudTrace(header) === undefined))
  })

  it('keeps every span id of 64 bits', () => {
    fc.assert(
      fc.property(fc.bigInt(1n, 2n ** 64n - 1n), (span) => {
        const trace = parseCloudTrace(`${id}/${span};o=0`)
        return BigInt(`0x${trace?.spanId}`) === span && trace?.sampled === false
      }),
    )
    expect(parseCloudTrace(`${id}/${2n ** 64n}`)).toBeUndefined()
  })
})

describe('a log line', () => {
  const record = {
    level: 'error',
    message: 'it failed',
    time: Date.UTC(2026, 10, 21),
    function: 'placeOrder',
    id: 'abc',
    traceId: 'f'.repeat(32),
    fields: { order: 7, severity: 'mine', error: new Error('why') },
  } as const

  it('has what Cloud Logging reads', () => {
    const line = JSON.parse(toLogLine(record, { GOOGLE_CLOUD_PROJECT: 'shop' })) as Record<string, unknown>
    expect(line).toMatchObject({
      severity: 'ERROR',
      message: 'it failed',
      time: '2026-11-21T00:00:00.000Z',
      function: 'placeOrder',
      order: 7,
      stack_trace: expect.stringContaining('Error: why'),
      'logging.googleapis.com/trace': `projects/shop/traces/${'f'.repeat(32)}`,
      'logging.googleapis.com/labels': { execution_id: 'abc' },
    })
  })

  it('is one line, and names the trace alone without a project', () => {
    const line = toLogLine({ ...record, level: 'warn', fields: { text: 'a\nb' } }, {})
    expect(line).not.toContain('\n')
    expect(JSON.parse(line)).toMatchObject({ severity: 'WARNING', 'logging.googleapis.com/trace': 'f'.repeat(32) })
  })
})
