import { adapt, type LambdaContext, type Propagator } from '@rove/aws'
import { app, json, onRequest, type RequestContext, text } from '@rove/core'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { edgeEvent, httpV2Event, restV1Event } from './events.ts'

const ids = { xray: '5759e988bd862e3fe1be46a994272793', w3c: '4bf92f3577b34da6a3ce929d0e0e4736' }
const xray = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1'
const traceparent = `00-${ids.w3c}-00f067aa0ba902b7-01`

async function contextOf(event: unknown, context: Partial<LambdaContext> = {}, propagators?: Propagator[]) {
  let seen: RequestContext | undefined
  const all = onRequest('ANY /*', (_, given) => {
    seen = given
    // Read while the invocation runs, as user code does.
    void given.trace
    return text('x')
  })
  await adapt(app('c', { all }), propagators ? { propagators } : {})(event, context as LambdaContext)
  return seen as RequestContext
}

afterEach(() => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
})

it('has id, deadline, environment and the untouched native side', async () => {
  vi.stubEnv('SHOP_NAME', 'corner')
  const event = httpV2Event()
  const native = { awsRequestId: 'r-1', getRemainingTimeInMillis: () => 3000 }
  const context = await contextOf(event, native)
  expect(context.id).toBe('r-1')
  expect(context.deadline).toBeGreaterThan(Date.now() + 2000)
  expect(context.deadline).toBeLessThanOrEqual(Date.now() + 3000)
  expect(context.env.SHOP_NAME).toBe('corner')
  expect(context.platform.name).toBe('aws')
  expect(context.platform.event).toBe(event)
  expect(context.platform.context).toBe(native)
})

describe('trace', () => {
  const withHeader = httpV2Event({ headers: { traceparent } })

  it('is X-Ray’s from the context, then the environment, then the header', async () => {
    vi.stubEnv('_X_AMZN_TRACE_ID', xray.replace('bd862e3f', '00000001'))
    const event = restV1Event({
      headers: { 'X-Amzn-Trace-Id': xray.replace('bd862e3f', '00000002') },
      multiValueHeaders: null,
    })
    const fromContext = await contextOf(event, { xRayTraceId: xray })
    expect(fromContext.trace).toMatchObject({
      traceId: ids.xray,
      spanId: '53995c3f42cd8ad8',
      sampled: true,
      remote: true,
    })
    expect((await contextOf(event)).trace.traceId).toBe(ids.xray.replace('bd862e3f', '00000001'))
    vi.stubEnv('_X_AMZN_TRACE_ID', '')
    expect((await contextOf(event)).trace.traceId).toBe(ids.xray.replace('bd862e3f', '00000002'))
  })

  it('is that of traceparent first, unless told otherwise', async () => {
    expect((await contextOf(withHeader, { xRayTraceId: xray })).trace.traceId).toBe(ids.w3c)
    expect((await contextOf(withHeader, { xRayTraceId: xray }, ['xray', 'tracecontext'])).trace.traceId).toBe(ids.xray)
    expect((await contextOf(withHeader, { xRayTraceId: xray }, ['tracecontext'])).trace.traceId).toBe(ids.w3c)
  })

  it('is X-Ray’s when traceparent is not valid', async () => {
    const event = httpV2Event({ headers: { traceparent: 'nonsense' } })
    expect((await contextOf(event, { xRayTraceId: xray })).trace.traceId).toBe(ids.xray)
  })

  it('is read from the lists of Lambda@Edge', async () => {
    const event = edgeEvent({ headers: { traceparent: [{ key: 'traceparent', value: traceparent }] } })
    expect((await contextOf(event, { xRayTraceId: xray })).trace.traceId).toBe(ids.w3c)
  })

  it('has a span of its own where X-Ray has no parent', async () => {
    const { trace } = await contextOf(httpV2Event(), {
      xRayTraceId: 'Self=1-2-3;Root=1-5759e988-bd862e3fe1be46a994272793',
    })
    expect(trace).toMatchObject({ traceId: ids.xray, sampled: false, spanId: expect.stringMatching(/^[\da-f]{16}$/) })
  })

  it.each(['', 'Root=1-0-0', 'Root=2-5759e988-bd862e3fe1be46a994272793', 'Root=1-00000000-000000000000000000000000'])(
    'starts anew for %j',
    async (xRayTraceId) => {
      expect((await contextOf(httpV2Event(), { xRayTraceId })).trace.remote).toBe(false)
    },
  )
})

describe('log', () => {
  async function linesOf(write: (context: RequestContext) => void): Promise<Array<Record<string, unknown>>> {
    const lines: string[] = []
    vi.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(String(line)) > 0)
    const all = onRequest('ANY /*', (_, context) => {
      write(context)
      return json(1)
    })
    await adapt(app('logs', { all }))(httpV2Event({ headers: { traceparent } }), {
      awsRequestId: 'r-1',
    } as LambdaContext)
    return lines.map((line) => {
      expect(line.indexOf('\n')).toBe(line.length - 1)
      return JSON.parse(line)
    })
  }

  it('writes one line of JSON with Lambda’s field names', async () => {
    vi.stubEnv('AWS_LAMBDA_LOG_LEVEL', undefined)
    const [line] = await linesOf(({ log }) => log.info('placed\nnow', { orderId: 7, level: 'mine' }))
    expect(line).toEqual({
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      level: 'INFO',
      requestId: 'r-1',
      message: 'placed\nnow',
      function: 'all',
      traceId: ids.w3c,
      orderId: 7,
      _level: 'mine',
    })
  })

  it('takes an error apart as Lambda does, and survives what cannot be written', async () => {
    const hostile = { toJSON: () => { throw new Error('no') } } // biome-ignore format: one line is clearer
    const [failed, odd] = await linesOf(({ log }) => {
      log.error('failed', { error: new TypeError('bad', { cause: 'reason' }) })
      log.warn('odd', { hostile })
    })
    expect(failed).toMatchObject({ level: 'ERROR', errorType: 'TypeError', errorMessage: 'bad', cause: 'reason' })
    expect(failed?.stackTrace).toEqual(expect.arrayContaining(['TypeError: bad']))
    expect(odd).toMatchObject({ level: 'WARN', message: 'odd', unloggable: 'Error: no' })
  })

  it('leaves out what is below the function’s log level', async () => {
    vi.stubEnv('AWS_LAMBDA_LOG_LEVEL', 'WARN')
    const lines = await linesOf(({ log }) => {
      log.debug('a')
      log.info('b')
      log.warn('c')
      log.error('d')
    })
    expect(lines.map(({ message }) => message)).toEqual(['c', 'd'])
  })
})
