import { type Invocation, parseTraceparent, type Trace } from '@rove/core/adapter'
import { onDisconnect } from '@rove/core/node'
import { isEventRequest } from './codecs/event-request.ts'
import type { GcpRequest, GcpResponse } from './codecs/http.ts'
import { cloudLog } from './log.ts'
import { parseCloudTrace } from './trace.ts'

/** What a function gets beside the request. */
export interface GcpNative {
  /** Undefined when the function was called with an event and not with a request. */
  readonly response: GcpResponse | undefined
  /** When the request arrived, epoch milliseconds; undefined where that is not known. */
  readonly arrivedAt: number | undefined
}

/** Translates the framework's side of an invocation. What costs something is made when it is asked for. */
export function toInvocation(event: unknown, { response, arrivedAt }: GcpNative): Invocation {
  const seconds = Number(process.env.CLOUD_RUN_TIMEOUT_SECONDS)
  const deadline = seconds > 0 ? (arrivedAt ?? Date.now()) + seconds * 1000 : undefined
  if (response === undefined) return toFunctionInvocation(event, deadline)
  const isEvent = isEventRequest(event)
  const request = isEvent ? event.request : (event as GcpRequest)
  return {
    id: request.executionId,
    deadline,
    get signal(): AbortSignal {
      return toSignal(request, response)
    },
    get trace(): Trace | undefined {
      return isEvent ? (toTraceOfRequest(request) ?? toTrace(request)) : toTrace(request)
    },
    platform: { name: 'gcp', event: request, context: response },
    env: process.env,
    log: cloudLog,
  }
}

/** A function that is called with an event is told nothing else: no id, no signal, no trace but the event's own. */
function toFunctionInvocation(event: unknown, deadline: number | undefined): Invocation {
  return {
    id: undefined,
    deadline,
    platform: { name: 'gcp', event, context: undefined },
    env: process.env,
    log: cloudLog,
  }
}

function toSignal(request: GcpRequest, response: GcpResponse): AbortSignal {
  const controller = new AbortController()
  onDisconnect(response, (reason) => controller.abort(reason))
  // The framework also aborts with 'request closed' as soon as a body was read, which says nothing of the client.
  const native = request.abortController?.signal
  const onTimeout = (): void => {
    if (native?.reason === 'timeout') controller.abort(new DOMException('The function timed out.', 'TimeoutError'))
  }
  if (native?.aborted) onTimeout()
  else native?.addEventListener('abort', onTimeout, { once: true })
  return controller.signal
}

// Undefined leaves it to core, which reads `traceparent` and starts a trace when there is none.
function toTrace(request: GcpRequest): Trace | undefined {
  if (toTraceOfRequest(request)) return undefined
  const cloud = request.headers['x-cloud-trace-context']
  return parseCloudTrace(typeof cloud === 'string' ? cloud : undefined)
}

// Core reads `traceparent` of requests, not of events: theirs is what the sender put into the event.
function toTraceOfRequest({ headers: { traceparent, tracestate } }: GcpRequest): Trace | undefined {
  return parseTraceparent(
    typeof traceparent === 'string' ? traceparent : undefined,
    typeof tracestate === 'string' ? tracestate : undefined,
  )
}
