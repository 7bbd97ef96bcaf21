import { type App, isRoveError } from '@rove/core'
import { type Answer, type Handled, toJsonLine } from '@rove/core/adapter'
import { toProblem } from './codecs/event-answer.ts'

/** Whether an app takes events, and from whom. */
export type EventReception =
  /** It has no function for events: everything is a request. */
  | 'none'
  /** From anyone who may call the function. */
  | 'open'
  /** Only when it is told that nobody but Google may call the function. */
  | 'private'

/** How an app takes events: one that answers requests is there for strangers, who must not pass for Google. */
export function receptionOf({ functions }: App): EventReception {
  const triggers = new Set(Object.values(functions).map(({ trigger }) => trigger))
  const takesRequests = triggers.delete('request')
  if (triggers.size === 0) return 'none'
  return takesRequests ? 'private' : 'open'
}

/** The answer to an event that must not be taken, with what to do about it in the log. */
export function refuseEvent(kind: string, app: string): Handled<Answer> {
  write(
    'WARNING',
    `An event (${kind}) was refused: the app "${app}" also answers requests, so anyone could send events to it. Deploy the event functions as a service of their own, or let only Google's service accounts call this one (no allUsers in roles/run.invoker) and say so: adapt(app, { events: 'private' }), or ROVE_GCP_EVENTS=private in the environment.`,
  )
  return answered(toProblem({ status: 403, title: 'Forbidden', code: 'PermissionDenied' }))
}

/** The answer to an event that could not be read, or for which there is no function; the log says which. */
export function failEvent(kind: string, error: unknown): Handled<Answer> {
  const isInvalid = isRoveError(error) && error.code === 'InvalidArgument'
  write('ERROR', `An event (${kind}) was not handled: ${error instanceof Error ? error.message : String(error)}`, error)
  return answered(
    isInvalid
      ? toProblem({ status: 400, title: 'Bad Request', code: error.code, detail: error.message })
      : toProblem({ status: 500, title: 'Internal Server Error', code: 'Internal' }),
  )
}

function answered(result: Answer): Handled<Answer> {
  return { result, settled: () => Promise.resolve() }
}

function write(severity: string, message: string, error?: unknown): void {
  console.error(toJsonLine({ severity, message, ...(error === undefined ? {} : { error }) }))
}
