import { type App, type Env, functionsOf, type LogSink, type Outcome } from '@rove/core'
import { type AdaptOptions, createPipeline, type Invocation, jsonLog, type LogRecord } from '@rove/core/adapter'
import type { Pool } from 'pg'
import { type ConsumeOptions, type Consumer, consume } from './consume.ts'
import { deliveryCodec, type TakenBatch } from './delivery-codec.ts'
import type { Inbox } from './received.ts'
import type { SchemaOptions } from './table-sql.ts'
import { nativeName } from './tables-of.ts'

/** How the queues and topics of an app are worked off. */
export interface WorkOptions
  extends SchemaOptions,
    Pick<AdaptOptions, 'bindings' | 'resources'>,
    Pick<ConsumeOptions, 'limit' | 'visibility' | 'pause' | 'onError'> {
  readonly pool: Pool
  /** Milliseconds a batch may take; it should be less than `visibility`. Default: no limit. */
  readonly timeout?: number
  /** Default: this process's. */
  readonly env?: Env
  /** Also gets what fails beside the functions, where there is no `onError`. Default: lines of JSON. */
  readonly log?: LogSink
}

type Batch = Omit<TakenBatch, 'service' | 'messages'>

/**
 * Calls the functions of an app with what waits in its queues and topics, until it is closed: what a container runs beside
 * `serve(app)` of `@rove/local`, in the same process or in another. One consumer a function.
 *
 * @throws RoveError `FailedPrecondition` when a driver is missing for what the app uses
 * @example
 * const bindings = [postgresKv({ pool }), postgresQueue({ pool })]
 * await migrate(pool, tablesOf(app))
 * const worker = work(app, { pool, bindings })
 * const server = await serve(app, { bindings, signals: true })
 */
export function work(app: App, options: WorkOptions): Consumer {
  const { pool, schema, timeout, env = process.env, log = jsonLog, bindings, resources } = options
  const pipeline = createPipeline<undefined, readonly Outcome[]>(
    app,
    { provider: 'postgres', codecs: [deliveryCodec], toInvocation },
    { ...(bindings ? { bindings } : {}), ...(resources ? { resources } : {}) },
  )

  function toInvocation(event: unknown): Invocation {
    return {
      id: crypto.randomUUID(),
      deadline: timeout === undefined ? undefined : Date.now() + timeout,
      platform: { name: 'postgres', event, context: undefined },
      env,
      log,
    }
  }

  const listen = (inbox: Inbox, batch: Batch, maxAttempts?: number): Consumer =>
    consume(inbox, {
      onError: (error) => log(toRecord(batch.function, error)),
      ...options,
      ...(maxAttempts === undefined ? {} : { maxAttempts }),
      async handler(messages) {
        const { result, settled } = await pipeline({ service: 'rove.postgres', ...batch, messages }, undefined)
        await settled()
        return result
      },
    })

  const place = { pool, ...(schema === undefined ? {} : { schema }) }
  const naming = { env, ...(resources ? { resources } : {}) }
  const consumers = [
    ...functionsOf(app, 'message').map(({ name, function: { queue } }) => {
      const batch: Batch = { trigger: 'message', name: queue.name, function: name, ordered: queue.ordered }
      return listen({ ...place, queue: nativeName(app, queue, naming) }, batch, queue.maxAttempts)
    }),
    ...functionsOf(app, 'event').map(({ name, function: { topic } }) => {
      const batch: Batch = { trigger: 'event', name: topic.name, function: name, ordered: false }
      return listen({ ...place, topic: nativeName(app, topic, naming), subscription: name }, batch)
    }),
  ]
  return {
    async close() {
      await Promise.all(consumers.map((consumer) => consumer.close()))
    },
  }
}

function toRecord(name: string, error: unknown): LogRecord {
  const traceId = crypto.randomUUID().replaceAll('-', '')
  const message = 'messages could not be taken or settled'
  return { level: 'error', message, time: Date.now(), function: name, id: '', traceId, fields: { error } }
}
