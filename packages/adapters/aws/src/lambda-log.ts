import { type LogSink, toJsonLine } from '@rove/core/adapter'

const severity: Readonly<Record<string, number>> = { TRACE: 0, DEBUG: 1, INFO: 2, WARN: 3, ERROR: 4, FATAL: 5 }

/**
 * Writes a record as one line of JSON in the shape of Lambda's own (`timestamp`, `level`, `requestId`, `message`), so
 * that CloudWatch finds the same fields as in the platform's lines. It writes to standard output directly: Lambda's
 * `console` would put the line, as text, into another record. Records below AWS_LAMBDA_LOG_LEVEL are left out.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-advanced.html
 */
export const lambdaLog: LogSink = ({ level, message, time, function: name, id, traceId, fields }) => {
  const shown = level.toUpperCase()
  const least = severity[process.env.AWS_LAMBDA_LOG_LEVEL?.toUpperCase() ?? ''] ?? 0
  if ((severity[shown] ?? 0) < least) return
  const timestamp = new Date(time).toISOString()
  const entry = { timestamp, level: shown, requestId: id, message, function: name, traceId }
  process.stdout.write(`${toLine(entry, fields)}\n`)
}

function toLine(entry: Readonly<Record<string, unknown>>, fields: Readonly<Record<string, unknown>>): string {
  const line: Record<string, unknown> = { ...entry }
  // The platform filters by the entry's own fields, so a user's field of the same name steps aside.
  for (const name in fields) line[name in entry ? `_${name}` : name] = fields[name]
  const { error } = fields
  if (error instanceof Error) {
    line.error = undefined
    line.cause ??= error.cause
    line.errorType = error.name
    line.errorMessage = error.message
    line.stackTrace = error.stack?.split('\n')
  }
  try {
    return toJsonLine(line)
  } catch (reason) {
    // A field whose own toJSON or getter throws must not take the record with it.
    return toJsonLine({ ...entry, unloggable: String(reason) })
  }
}
