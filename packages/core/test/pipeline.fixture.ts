import type { Answer, DriverSource } from '../src/adapter/index.ts'
import { type AdapterDefinition, createPipeline, type Handled, type HttpCodec } from '../src/adapter/index.ts'
import { type AppOptions, app, type LogRecord, type RequestFunction } from '../src/index.ts'

/** A native event of the smallest provider there could be. */
export interface TinyEvent {
  readonly kind?: string
  readonly method?: string
  readonly path?: string
  readonly headers?: Record<string, string>
  readonly body?: string | null
  readonly broken?: boolean
}

const codec: HttpCodec<TinyEvent, Answer> = {
  name: 'tiny',
  title: 'the tiny provider',
  trigger: 'request',
  answers: 'stream',
  matches: (event): event is TinyEvent => (event as TinyEvent | null)?.kind === 'tiny',
  decode: (event) => {
    if (event.broken) throw new Error('the body is not base64.')
    const { method = 'GET', path = '/', headers = {}, body = null } = event
    return { method, scheme: 'https', host: 'shop.example', path, query: '', headers, body, clientIp: '203.0.113.7' }
  },
  encode: (answer) => answer,
}

/** Runs an app of the given functions on the tiny provider. */
export function tiny(
  functions: Record<string, RequestFunction>,
  {
    deadlineIn,
    signal,
    limit,
    basePath,
    bindings = [],
    ...options
  }: AppOptions & {
    deadlineIn?: number
    signal?: AbortSignal
    limit?: number
    basePath?: string
    bindings?: readonly DriverSource[]
  } = {},
): { send: (event?: TinyEvent) => Promise<Handled<Answer>>; logs: LogRecord[] } {
  const logs: LogRecord[] = []
  const own =
    limit === undefined
      ? codec
      : ({ ...codec, answers: 'buffered', maxResponseBytes: limit } as HttpCodec<TinyEvent, Answer>)
  const definition: AdapterDefinition<undefined, Answer> = {
    provider: 'tiny',
    codecs: [own],
    toInvocation: (event) => ({
      id: 'i-1',
      deadline: deadlineIn === undefined ? undefined : Date.now() + deadlineIn,
      signal,
      platform: { name: 'tiny', event, context: undefined },
      env: { STAGE: 'test' },
      log: (record) => logs.push(record),
    }),
    describe: (event) => ((event as TinyEvent | null)?.kind === 'queue' ? 'a queue event' : undefined),
  }
  const pipeline = createPipeline(
    app('shop', functions, options),
    definition,
    basePath === undefined ? { bindings } : { basePath, bindings },
  )
  return { send: (event = {}) => pipeline({ kind: 'tiny', ...event }, undefined), logs }
}

/** The body of an answer as text. */
export async function bodyOf({ result }: Handled<Answer>): Promise<string> {
  const { body } = result
  if (body === null) return ''
  if (typeof body === 'string') return body
  if (body instanceof Uint8Array) return Buffer.from(body).toString()
  let text = ''
  for await (const chunk of body) text += Buffer.from(chunk).toString()
  return text
}
