import { resolve } from 'node:path'
import { closeServer, listenOnLoopback, NativeLog, requestOverWire, sendWire } from '@rove/core/host'
import { createAsyncQueue } from './async-queue.ts'
import { createEnvironment, type Environment } from './environment.ts'
import type { Front } from './fronts/front.ts'
import { createFront } from './fronts/index.ts'
import { FunctionFailure } from './function-failure.ts'
import { createHttpServer } from './http-server.ts'
import { createInvokeApi } from './invoke-api.ts'
import { createFunctionClient, type EventClient } from './lambda-client.ts'
import type { AwsHost, AwsHostOptions } from './options.ts'
import { openRuntimeApi } from './runtime-api.ts'
import { findRuntimeClient, launchRuntime, type RuntimeClient } from './runtime-client.ts'
import { deliver } from './services/deliver.ts'
import type { Lambda } from './services/service.ts'

const functionName = 'rove-function'
const functionArn = `arn:aws:lambda:us-east-1:123456789012:function:${functionName}`

/**
 * Starts a function on AWS's runtime client, behind a Runtime API, an Invoke API and one of AWS's HTTP fronts.
 * @throws Error with the cause and the last printed lines when the function does not come up
 */
export async function start(options: AwsHostOptions): Promise<AwsHost> {
  const { front: frontName = 'function-url', invokeMode = 'BUFFERED', clientIp = '127.0.0.1', stage } = options
  const front = createFront(frontName, { clientIp, stage, invokeMode })
  const runtime = findRuntimeClient(resolve(options.artefact), options.runtime ?? 'auto')
  const lines: string[] = []
  const onLog = (line: string): void => {
    lines.push(line)
    options.onLog?.(line)
  }
  const environment = await startEnvironment({ options, runtime, lines, onLog })
  return openFront({ environment, front, runtime, lines, onLog, reportsItems: options.reportsItems ?? true })
}

interface Starting {
  readonly options: AwsHostOptions
  readonly runtime: RuntimeClient
  readonly lines: readonly string[]
  readonly onLog: (line: string) => void
}

async function startEnvironment({ options, runtime, lines, onLog }: Starting): Promise<Environment> {
  const { handler = 'index.handler', memory = 1024, env = {}, timeout = 10_000 } = options
  const artefact = resolve(options.artefact)
  const api = await openRuntimeApi(functionArn)
  const launch = { client: runtime, api: api.address, artefact, handler, functionName, memory, env, onLog }
  const environment = createEnvironment({ api, launch: () => launchRuntime(launch), timeout, onLog })
  try {
    await environment.start()
    return environment
  } catch (error) {
    await environment.stop()
    throw describeStart(runtime.name, error, lines)
  }
}

function describeStart(name: string, error: unknown, lines: readonly string[]): unknown {
  if (!(error instanceof FunctionFailure)) return error
  const printed = lines.slice(-20).join('\n') || '(nothing)'
  return new Error(`The function did not start on ${name}: ${error.describe()}\nIt printed:\n${printed}`, {
    cause: error,
  })
}

interface Opening {
  readonly environment: Environment
  readonly front: Front
  readonly runtime: RuntimeClient
  readonly lines: readonly string[]
  readonly onLog: (line: string) => void
  readonly reportsItems: boolean
}

async function openFront({ environment, front, runtime, lines, onLog, reportsItems }: Opening): Promise<AwsHost> {
  const asyncQueue = createAsyncQueue(environment)
  const invokeApi = createInvokeApi({ environment, asyncQueue, functionName, lines })
  const natives = new NativeLog()
  const endpoint = `http://127.0.0.1:${await listenOnLoopback(invokeApi)}`
  const client = watched(createFunctionClient(endpoint, functionName), natives)
  const server = createHttpServer({ front, client, onLog })
  const url = `http://127.0.0.1:${await listenOnLoopback(server)}`

  const lambda: Lambda = {
    reportsItems,
    invoke: (event) => client.invoke(event),
    invokeAsync: async (event) => asyncQueue.recordOf(await client.invokeAsync(event)),
  }

  async function stop(): Promise<void> {
    await closeServer(server)
    client.close()
    await environment.stop()
    await closeServer(invokeApi)
  }

  let stopping: Promise<void> | undefined
  const host: AwsHost = {
    name: `${runtime.name}, ${front.title}`,
    real: runtime.real,
    url,
    send: (wire) => sendWire(url, wire),
    request: (request) => requestOverWire(host.send, request),
    async invoke(event) {
      const { payload, functionError, log } = await client.invoke(event, 'Tail')
      return { payload: parse(payload.toString()), functionError, log }
    },
    deliver: (delivery) => deliver(delivery, lambda),
    logs: () => lines,
    natives: () => natives.all(),
    stop() {
      stopping ??= stop()
      return stopping
    },
  }
  return host
}

/** A client whose events, and what came of them, are kept. */
function watched(client: EventClient, natives: NativeLog): EventClient {
  return {
    invoke: (event, log) =>
      natives.watch(
        event,
        () => client.invoke(event, log),
        ({ payload, functionError }) => ({ payload: parse(payload.toString()), functionError }),
      ),
    invokeStreaming: (event) =>
      natives.watch(
        event,
        () => client.invokeStreaming(event),
        ({ contentType }) => ({ contentType, body: 'a stream' }),
      ),
    invokeAsync: (event) =>
      natives.watch(
        event,
        () => client.invokeAsync(event),
        () => 'accepted',
      ),
    close: () => client.close(),
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
