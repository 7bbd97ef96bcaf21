import { resolve } from 'node:path'
import type { Host, HostOptions } from '@rove/core/adapter'
import { closeServer, listenOnLoopback, NativeLog, requestOverWire, sendWire } from '@rove/core/host'
import { createFront } from './front.ts'
import { readHostJson, toTimeSpan } from './host-json.ts'
import { toHttpFunctions } from './routes.ts'
import { createDeliver } from './services/deliver.ts'
import { toEventFunctions } from './services/event-function.ts'
import { startWorker, type Worker } from './worker-process.ts'

/** How an Azure host is started. `env` are the app settings. */
export interface AzureHostOptions extends HostOptions {
  /** The route prefix, in place of the one in `host.json`: `api`, or empty. */
  readonly routePrefix?: string
}

/**
 * Runs an artefact as Azure Functions does: the app with the genuine `@azure/functions` in a worker process, the host's
 * web server in front of it, and the services that call functions in memory beside it. The host process itself is ours, written after the vendor's source; keys (`authLevel`) are
 * not asked for, as in the vendor's local tools. `timeout` (or `functionTimeout` of host.json, if that is shorter) ends
 * the worker as the platform does: the request fails with 500, the next one gets a new worker.
 * @throws Error with the cause when the artefact cannot be loaded, or when it registers no function
 */
export async function start(options: AzureHostOptions): Promise<Host> {
  const artefact = resolve(options.artefact)
  const { routePrefix, functionTimeout, extensions } = await readHostJson({ ...options, artefact })
  const timeout = Math.min(options.timeout ?? 10_000, functionTimeout)
  const lines: string[] = []
  const log = (line: string): void => {
    lines.push(line)
    options.onLog?.(line)
  }
  const env = {
    FUNCTIONS_WORKER_RUNTIME: 'node',
    AzureWebJobsScriptRoot: artefact,
    AzureFunctionsJobHost__functionTimeout: toTimeSpan(timeout),
    ...options.env,
  }
  const natives = new NativeLog()
  const newWorker = (): Promise<Worker> => startWorker({ artefact, env, onLog: log, natives })
  const first = await newWorker()
  let current = Promise.resolve(first)
  const worker = (): Promise<Worker> => {
    current = current.then((one) => (one.running ? one : newWorker()), newWorker)
    return current
  }
  try {
    const runtime = { timeout, worker, log }
    const server = createFront({ ...runtime, functions: toHttpFunctions(first.functions, routePrefix) })
    const functions = toEventFunctions(first.functions, options.env ?? {})
    const url = `http://127.0.0.1:${await listenOnLoopback(server)}`
    const send: Host['send'] = (wire) => sendWire(url, wire)
    let stopping: Promise<void> | undefined
    return {
      name: `${first.model} in Rove's host`,
      real: true,
      url,
      send,
      request: (request) => requestOverWire(send, request),
      deliver: createDeliver({ functions, settings: extensions, runtime }),
      logs: () => lines,
      natives: () => natives.all(),
      stop: () => {
        stopping ??= closeServer(server).then(async () => {
          // A worker that could not be started again has nothing to end.
          const last = await current.catch(() => undefined)
          await last?.terminate()
        })
        return stopping
      },
    }
  } catch (error) {
    await first.kill()
    throw error
  }
}
