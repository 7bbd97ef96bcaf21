import type { Child } from '@rove/core/host'
import { FunctionFailure, platformFailure } from './function-failure.ts'
import { type Deferred, defer, type FunctionResponse, type Invocation } from './invocation.ts'
import type { RuntimeApi } from './runtime-api.ts'

/** An execution environment: one process of the runtime at a time, one invocation at a time, a queue before it. */
export interface Environment {
  /** Starts the process and waits until it asks for work. Rejects with what went wrong in the function's own start. */
  start(): Promise<void>
  /**
   * Queues an invocation. `response` settles when the function begins to answer, `finished` when the environment is
   * free again, which is later for a function that works on after its answer.
   */
  invoke(invocation: Invocation): { readonly response: Promise<FunctionResponse>; readonly finished: Promise<void> }
  /** Ends the process, what still waits for it, and the Runtime API. */
  stop(): Promise<void>
}

/** What an environment is made of. */
export interface EnvironmentOptions {
  readonly api: RuntimeApi
  /** Starts the runtime's process. */
  readonly launch: () => Child
  /** The function's timeout in milliseconds. */
  readonly timeout: number
  /** Gets what the platform itself has to say, a line each. */
  readonly onLog: (line: string) => void
}

// Lambda gives the start 10 s and then tries again with the function's own timeout; a busy machine gets one longer try.
// Source: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-ib
const startMilliseconds = 30_000

/** Makes an execution environment; nothing runs until `start`. */
export function createEnvironment({ api, launch, timeout, onLog }: EnvironmentOptions): Environment {
  let child: Child | undefined
  let starting: Promise<void> | undefined
  let turn: Promise<void> = Promise.resolve()
  let stopped = false
  let runningId = ''
  let why: FunctionFailure | undefined

  function start(): Promise<void> {
    starting ??= begin()
    return starting
  }

  async function begin(): Promise<void> {
    const mine = launch()
    child = mine
    mine.ended.then((how) => {
      if (child === mine) forget()
      api.abandon(why ?? platformFailure('Runtime.ExitError', runningId, `Runtime exited ${describeExit(how)}`))
      why = undefined
    })
    try {
      await mine.until(api.whenIdle(), startMilliseconds)
    } catch (error) {
      await kill(mine)
      throw error
    }
  }

  function forget(): void {
    child = undefined
    starting = undefined
  }

  async function kill(target: Child | undefined): Promise<void> {
    // SIGKILL, with no word before it: that is what a function without extensions gets.
    // Source: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-shutdown
    target?.process.kill('SIGKILL')
    await target?.ended
  }

  async function runOne(invocation: Invocation, response: Deferred<FunctionResponse>): Promise<void> {
    if (stopped) return response.reject(new Error('The host was stopped.'))
    try {
      await start()
    } catch (error) {
      return response.reject(toStartFailure(error, invocation.id))
    }
    runningId = invocation.id
    const timer = setTimeout(() => {
      const seconds = (timeout / 1000).toFixed(2)
      why = platformFailure('Sandbox.Timedout', invocation.id, `Task timed out after ${seconds} seconds`)
      onLog(`${new Date().toISOString()} ${invocation.id} Task timed out after ${seconds} seconds`)
      child?.process.kill('SIGKILL')
    }, timeout)
    const answering = api.dispatch(invocation, Date.now() + timeout)
    const idle = api.whenIdle()
    answering.then(response.resolve, response.reject)
    await Promise.race([idle.catch(() => undefined), child?.ended])
    clearTimeout(timer)
  }

  return {
    start,
    invoke(invocation) {
      const response = defer<FunctionResponse>()
      turn = turn.then(() => runOne(invocation, response)).catch(response.reject)
      return { response: response.promise, finished: turn }
    },
    async stop() {
      stopped = true
      await kill(child)
      await turn
      await api.close()
    },
  }
}

function toStartFailure(error: unknown, requestId: string): FunctionFailure {
  if (error instanceof FunctionFailure) return error
  return platformFailure('Runtime.Unknown', requestId, error instanceof Error ? error.message : String(error))
}

// As Lambda words it: `Runtime exited with error: exit status 1`, and for status 0 no reason.
function describeExit(how: string): string {
  const status = /^exit code (\d+)$/.exec(how)?.[1]
  if (status === '0') return 'without providing a reason'
  return `with error: ${status ? `exit status ${status}` : how.replace(/^signal SIGKILL$/, 'signal: killed')}`
}
