import type { HttpRequest, InvocationContext } from '@azure/functions'
import type { PlatformOf } from '@rove/core'
import { type Invocation, type LogRecord, parseTraceparent, type Trace, toJsonLine } from '@rove/core/adapter'
import { connectionOf, disconnectSignal } from './connection.ts'
import type { NativeContext } from './native.ts'

declare module '@rove/core' {
  interface Platforms {
    azure: PlatformOf<'azure', HttpRequest, InvocationContext>
  }
}

/** Reads an invocation context of `@azure/functions`. `timeout` is what the platform allows, in milliseconds. */
export function toInvocation(event: unknown, context: NativeContext, timeout: number): Invocation {
  return new AzureInvocation(event, context, timeout)
}

/** Signal and trace are made when they are asked for; accessors of a class cost nothing to make. */
class AzureInvocation implements Invocation {
  readonly id: string | undefined
  readonly deadline: number
  readonly platform: Invocation['platform']
  readonly env = process.env
  readonly log: (record: LogRecord) => void
  readonly #context: NativeContext

  constructor(event: unknown, context: NativeContext, timeout: number) {
    this.id = context.invocationId
    this.deadline = Date.now() + timeout
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
