import type { App, LogLevel, LogSink, Outcome } from '@rove/core'
import { type AdaptOptions, createPipeline } from '@rove/core/adapter'
import { bucketCodec } from '../codecs/bucket.ts'
import { kvCodec } from '../codecs/kv.ts'
import { queueCodec } from '../codecs/queue.ts'
import { scheduleCodec } from '../codecs/schedule.ts'
import { topicCodec } from '../codecs/topic.ts'
import { type ServiceSettings, toServiceInvocation } from '../context.ts'
import type { Address } from './address.ts'
import type { Entry } from './entry.ts'
import { toNativeEvent } from './native-event.ts'

/** Hands a batch to the app. It resolves with the outcomes once the work given to `waitUntil` is done. */
export type Invoke = (address: Address, batch: readonly Entry[]) => Promise<readonly Outcome[]>

/** Makes what hands batches to an app, through the pipeline that every provider's events go through. */
export function createInvoke(
  app: App,
  options: ServiceSettings & Pick<AdaptOptions, 'resources' | 'bindings'>,
): Invoke {
  const pipeline = createPipeline<ServiceSettings, readonly Outcome[]>(
    app,
    {
      provider: 'local',
      codecs: [queueCodec, topicCodec, scheduleCodec, bucketCodec, kvCodec],
      toInvocation: toServiceInvocation,
    },
    options,
  )
  return async (address, batch) => {
    try {
      const { result, settled } = await pipeline(toNativeEvent(address, batch), options)
      await settled()
      return result
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      writeLog(options.log, { level: 'error', message, function: address.function, fields: { error } })
      throw error
    }
  }
}

/** What a service has to say that belongs to no invocation. */
export interface ServiceRecord {
  readonly level: LogLevel
  readonly message: string
  readonly function?: string | undefined
  readonly fields: Readonly<Record<string, unknown>>
}

/** Writes what a service has to say. */
export function writeLog(log: LogSink, record: ServiceRecord): void {
  const { level, message, fields } = record
  log({ level, message, time: Date.now(), function: record.function ?? '', id: '', traceId: '', fields })
}
