/** How serious a log record is. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

/** One structured log record, before an adapter gives it its provider's shape. */
export interface LogRecord {
  readonly level: LogLevel
  readonly message: string
  /** When it was written, epoch milliseconds. */
  readonly time: number
  /** The name of the function that wrote it; empty when no function matched. */
  readonly function: string
  /** The invocation's id. */
  readonly id: string
  /** The trace the invocation belongs to, 32 hexadecimal digits. */
  readonly traceId: string
  readonly fields: Readonly<Record<string, unknown>>
}

/** Where log records go. An adapter supplies one; it must never throw. */
export type LogSink = (record: LogRecord) => void

/**
 * The structured logger of a context.
 * @example log.info('order placed', { orderId })
 */
export interface Log {
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void
  info(message: string, fields?: Readonly<Record<string, unknown>>): void
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void
  error(message: string, fields?: Readonly<Record<string, unknown>>): void
}

/** Writes records as JSON, one a line: warnings and errors to `console.error`, the rest to `console.log`. */
export const jsonLog: LogSink = (record) => {
  const line = toJsonLine({
    level: record.level,
    message: record.message,
    time: new Date(record.time).toISOString(),
    function: record.function,
    id: record.id,
    traceId: record.traceId,
    ...record.fields,
  })
  if (record.level === 'error' || record.level === 'warn') console.error(line)
  else console.log(line)
}

/** One line of JSON for a log entry; errors keep their stack and causes, circular references and bigints survive. */
export function toJsonLine(entry: Readonly<Record<string, unknown>>): string {
  // What is being written, outermost first: as it is shown, and as it was found (an error is shown as its fields).
  const ancestors: object[] = []
  const originals: object[] = []
  return JSON.stringify(entry, function replace(this: unknown, _key, value: unknown) {
    if (typeof value === 'bigint') return value.toString()
    if (typeof value !== 'object' || value === null) return value
    while (ancestors.length > 0 && ancestors.at(-1) !== this) {
      ancestors.pop()
      originals.pop()
    }
    if (originals.includes(value)) return '[Circular]'
    const shown = value instanceof Error ? errorFields(value) : value
    ancestors.push(shown)
    originals.push(value)
    return shown
  })
}

function errorFields(error: Error): Record<string, unknown> {
  return { ...error, name: error.name, message: error.message, stack: error.stack, cause: error.cause }
}
