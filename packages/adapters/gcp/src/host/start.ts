import type { Host, HostOptions, StartHost, WireRequest } from '@rove/core/adapter'
import { closeServer, listenOnLoopback, NativeLog, requestOverWire, sendWire, startChild } from '@rove/core/host'
import { findFramework } from './framework.ts'
import { createFront } from './front.ts'
import { preload } from './preload.ts'
import { deliver } from './services/index.ts'

const startMilliseconds = 30_000

// Cloud Run kills an instance so long after it has announced the end.
// Source: https://cloud.google.com/run/docs/container-contract#instance-shutdown
const graceMilliseconds = 10_000

/**
 * Starts the genuine functions-framework with an artefact, behind a small front that does what Google's front end does.
 * @throws Error when the framework is not installed, or does not start; with everything it printed
 */
export const start: StartHost = async (options: HostOptions): Promise<Host> => {
  const framework = findFramework(options.artefact)
  const timeout = options.timeout ?? 10_000
  const name = `functions-framework ${framework.version}`
  let listening: (port: number) => void = () => undefined
  const ready = new Promise<number>((resolve) => {
    listening = resolve
  })
  const child = startChild({
    name,
    args: ['--import', preload, framework.script],
    cwd: options.artefact,
    env: { ...toEnvironment(timeout), ...options.env },
    onMessage: (message) => listening((message as { port: number }).port),
    ...(options.onLog ? { onLog: options.onLog } : {}),
  })
  const port = await child.until(ready, startMilliseconds).catch(async (error: unknown) => {
    await child.stop(0)
    throw error
  })
  const front = createFront({ port, timeout })
  const url = `http://127.0.0.1:${await listenOnLoopback(front)}`
  const natives = new NativeLog()
  const send = (request: WireRequest): ReturnType<Host['send']> =>
    natives.watch(
      toEvent(request),
      () => sendWire(url, request),
      ({ status, headers }) => ({ status, headers }),
    )
  let stopping: Promise<void> | undefined
  return {
    name,
    real: true,
    url,
    send,
    request: (request) => requestOverWire(send, request),
    deliver: (delivery) => deliver(delivery, { send }),
    logs: () => child.lines,
    natives: () => natives.all(),
    stop: () => {
      // The front stays until the instance is gone, so that requests under way can be answered.
      stopping ??= child.stop(graceMilliseconds).then(() => closeServer(front))
      return stopping
    },
  }
}

// Google's native events are requests.
function toEvent({ method, target, headers, body }: WireRequest): unknown {
  return { method, target, headers, body: body instanceof Uint8Array || typeof body === 'string' ? body : undefined }
}

// What the platform sets for a function.
// Source: https://cloud.google.com/functions/docs/configuring/env-var#runtime_environment_variables_set_automatically
function toEnvironment(timeout: number): Record<string, string> {
  return {
    PORT: '0',
    FUNCTION_TARGET: 'handler',
    FUNCTION_SIGNATURE_TYPE: 'http',
    K_SERVICE: 'rove',
    K_REVISION: '1',
    NODE_ENV: 'production',
    // Nobody but this host can call the function, so events of its services are to be believed.
    ROVE_GCP_EVENTS: 'private',
    // The framework reads whole seconds; less than one switches its own timer off.
    CLOUD_RUN_TIMEOUT_SECONDS: String(timeout < 1000 ? timeout / 1000 : Math.floor(timeout / 1000)),
  }
}
