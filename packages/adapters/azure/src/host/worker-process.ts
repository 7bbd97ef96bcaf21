import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type Child, type NativeLog, startChild } from '@rove/core/host'
import { type FromWorker, pack, type ToWorker, unpack } from './messages.ts'
import type { FunctionMetadata, InvocationRequest, TypedData } from './rpc.ts'
import { withResolvers } from './with-resolvers.ts'

/** How a worker is started. */
export interface WorkerOptions {
  readonly artefact: string
  readonly env: Readonly<Record<string, string>>
  readonly onLog: (line: string) => void
  /** Keeps invocations and what came of them. */
  readonly natives: NativeLog
}

/** A worker that runs an artefact in a process of its own. */
export interface Worker {
  readonly model: string
  readonly functions: readonly FunctionMetadata[]
  readonly httpUri: string | undefined
  /** False once the process has ended. */
  readonly running: boolean
  /** Runs a function; rejects with what it threw, or when the process ends first. */
  invoke(name: string, request: InvocationRequest): Promise<TypedData | undefined>
  /** Ends the process at once, as the host does when a function exceeds its time. */
  kill(): Promise<void>
  /** Lets the app's `appTerminate` hooks run, then ends the process. */
  terminate(): Promise<void>
}

const startTimeout = 20_000
// Source: https://github.com/Azure/azure-functions-host, WorkerConstants.WorkerTerminateGracePeriodInSeconds
const terminateGrace = 5_000

interface Waiting {
  resolve(returned: TypedData | undefined): void
  reject(reason: Error): void
}

/** @throws Error with the cause when the artefact cannot be loaded or registers nothing */
export async function startWorker({ artefact, env, onLog, natives }: WorkerOptions): Promise<Worker> {
  const waiting = new Map<string, Waiting>()
  const { promise: ready, resolve, reject } = withResolvers<FromWorker & { kind: 'ready' }>()
  const onMessage = (message: unknown): void => {
    const told = message as FromWorker
    if (told.kind === 'ready') resolve(told)
    else if (told.kind === 'failed') reject(new Error(told.reason))
    else settle(waiting, told)
  }
  const child = startChild({
    name: 'The Azure worker',
    args: [workerScript(), artefact],
    cwd: artefact,
    env,
    onLog,
    onMessage,
  })
  let running = true
  child.ended.then((how) => {
    running = false
    for (const one of waiting.values()) one.reject(new Error(`The worker ended (${how}) before it answered.`))
  })
  const { model, functions, httpUri } = await child.until(ready, startTimeout).catch(async (error: unknown) => {
    await child.stop(0)
    throw error
  })
  return {
    model,
    functions,
    httpUri,
    get running() {
      return running
    },
    invoke: (name, request) => {
      const { promise, ...settling } = withResolvers<TypedData | undefined>()
      waiting.set(request.invocationId, settling)
      tell(child, { kind: 'invoke', name, request: pack(request) })
      const ended = promise.finally(() => waiting.delete(request.invocationId))
      return natives.watch(
        { function: name, ...request },
        () => ended,
        (returned) => returned,
      )
    },
    kill: () => {
      running = false
      return child.stop(0)
    },
    terminate: () => terminate(child),
  }
}

function settle(waiting: ReadonlyMap<string, Waiting>, told: FromWorker & { kind: 'done' | 'error' }): void {
  const one = waiting.get(told.invocationId)
  if (told.kind === 'error') one?.reject(new Error(told.reason))
  else one?.resolve(told.returned === undefined ? undefined : unpack(told.returned))
}

async function terminate(child: Child): Promise<void> {
  if (child.process.connected) tell(child, { kind: 'terminate' })
  const late = new AbortController()
  const grace = new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, terminateGrace)
    late.signal.addEventListener('abort', () => clearTimeout(timer))
  })
  await Promise.race([child.ended, grace])
  late.abort()
  await child.stop()
}

function tell(child: Child, message: ToWorker): void {
  // An error means that the process is gone, and then `ended` says so.
  child.process.send(message, () => undefined)
}

/** The built worker: it runs in plain Node, also where this package is resolved to its sources (`@rove/source`). */
function workerScript(): string {
  const resolved = createRequire(import.meta.url).resolve('@rove/azure/host/worker')
  const script = resolved.replace(/src([\\/]host[\\/]worker)\.ts$/, 'dist$1.js')
  if (!existsSync(script)) throw new Error(`${script} is missing: run "npm run build" first.`)
  return script
}
