import type { EventGridEvent, HttpRequest, InvocationContext, Timer } from '@azure/functions'
import type { PlatformOf } from '@rove/core'
import { type Invocation, type LogRecord, parseTraceparent, type Trace, toJsonLine } from '@rove/core/adapter'
import { connectionOf, disconnectSignal } from './connection.ts'
import type { NativeContext } from './native.ts'

/**
 * What `@azure/functions` hands to a handler, untouched: the request, or the input of another trigger. A message is a
 * `Buffer`, documents and batches are lists, and what the library parsed is any JSON value.
 */
export type AzureInput =
  | HttpRequest
  | Timer
  | EventGridEvent
  | Uint8Array
  | readonly unknown[]
  | Readonly<Record<string, unknown>>
  | string
  | number
  | boolean
  | null
  | undefined

declare module '@rove/core' {
  interface Platforms {
    azure: PlatformOf<'azure', AzureInput, InvocationContext>
  }
}

/**
 * Reads an invocation context of `@azure/functions`.
 * @param timeout what the platform allows, in milliseconds; undefined when there is no limit
 */
export function toInvocation(event: unknown, context: NativeContext, timeout: number | undefined): Invocation {
  return new AzureInvocation(event, context, timeout)
}

/** Signal and trace are made when they are asked for; accessors of a class cost nothing to make. */
class AzureInvocation implements Invocation {
  readonly id: string | undefined
  readonly deadline: number | undefined
  readonly platform: Invocation['platform']
  readonly env = process.env
  readonly log: (record: LogRecord) => void
  readonly #context: NativeContext

  constructor(event: unknown, context: NativeContext, timeout: number | undefined) {
    this.id = context.invocationId
    this.deadline = timeout === undefined ? undefined : Date.now() + timeout
    this.platform = { name: 'azure', event, context }
    this.log = (record) => writeLog(context, record)
    this.#context = context
  }

  get signal(): AbortSignal | undefined {
    const connection = connectionOf(this.id)
    return connection && disconnectSignal(connection)
  }

  get trace(): Trace | undefined {
    const { traceParent, traceState } = this.#context.traceContext ?? {}
    return parseTraceparent(traceParent, traceState)
  }
}

/**
 * Writes a record through the invocation's own logger, which adds the invocation's id and trace: the message, then the
 * fields as JSON. One argument only, because the library formats several as `util.format` does. It never throws.
 */
function writeLog(context: NativeContext, record: LogRecord): void {
  try {
    context[record.level](toLine(record))
  } catch (error) {
    console.error(`A log record could not be written (${String(error)}): ${record.message}`)
  }
}

function toLine({ message, function: name, fields }: LogRecord): string {
  const shown = name === '' ? fields : { function: name, ...fields }
  return Object.keys(shown).length === 0 ? message : `${message} ${toJsonLine(shown)}`
}
