import { type Invocation, parseTraceparent, type Trace } from '@rove/core/adapter'
import { onDisconnect } from '@rove/core/node'
import type { GcpRequest, GcpResponse } from './codecs/http.ts'
import { cloudLog } from './log.ts'
import { parseCloudTrace } from './trace.ts'

/** What a function gets beside the request. */
export interface GcpNative {
  readonly response: GcpResponse
  /** When the request arrived, epoch milliseconds; undefined where that is not known. */
  readonly arrivedAt: number | undefined
}

/** Translates the framework's side of a request. What costs something is made when it is asked for. */
export function toInvocation(event: unknown, { response, arrivedAt }: GcpNative): Invocation {
  const request = event as GcpRequest
  const seconds = Number(process.env.CLOUD_RUN_TIMEOUT_SECONDS)
  return {
    id: request.executionId,
    deadline: seconds > 0 ? (arrivedAt ?? Date.now()) + seconds * 1000 : undefined,
    get signal(): AbortSignal {
      return toSignal(request, response)
    },
    get trace(): Trace | undefined {
      return toTrace(request)
    },
    platform: { name: 'gcp', event, context: response },
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
function toTrace({ headers }: GcpRequest): Trace | undefined {
  const { traceparent } = headers
  if (parseTraceparent(typeof traceparent === 'string' ? traceparent : undefined)) return undefined
  const cloud = headers['x-cloud-trace-context']
  return parseCloudTrace(typeof cloud === 'string' ? cloud : undefined)
}
