import { type LogRecord, type LogSink, toJsonLine } from '@rove/core/adapter'

// Source: https://cloud.google.com/logging/docs/reference/v2/rest/v2/LogEntry#LogSeverity
const severities: Readonly<Record<LogRecord['level'], string>> = {
  debug: 'DEBUG',
  info: 'INFO',
  warn: 'WARNING',
  error: 'ERROR',
}

/**
 * Writes records the way Cloud Logging reads them from standard output: one line of JSON with its special fields.
 * Source: https://cloud.google.com/logging/docs/structured-logging#structured_logging_special_fields
 */
export const cloudLog: LogSink = (record) => console.log(toLogLine(record, process.env))

/** One line for a record. An error's stack goes to where Error Reporting looks for it. */
export function toLogLine(record: LogRecord, env: Readonly<Record<string, string | undefined>>): string {
  const { error } = record.fields
  return toJsonLine({
    ...record.fields,
    severity: severities[record.level],
    message: record.message,
    time: new Date(record.time).toISOString(),
    function: record.function,
    // Source: https://cloud.google.com/error-reporting/docs/formatting-error-messages
    ...(record.level === 'error' && error instanceof Error ? { stack_trace: error.stack } : {}),
    'logging.googleapis.com/labels': { execution_id: record.id },
    'logging.googleapis.com/trace': toTraceName(record.traceId, env),
  })
}

// Only a name with the project links to Cloud Trace; without the project the id can still be searched for.
function toTraceName(traceId: string, env: Readonly<Record<string, string | undefined>>): string {
  const project = env.GOOGLE_CLOUD_PROJECT ?? env.GCP_PROJECT ?? env.GCLOUD_PROJECT
  return project ? `projects/${project}/traces/${traceId}` : traceId
}
