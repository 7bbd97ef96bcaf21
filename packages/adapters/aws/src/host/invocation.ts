import { randomBytes, randomUUID } from 'node:crypto'
import type { FunctionFailure } from './function-failure.ts'

/** One invocation of the function, as Lambda hands it to the runtime. */
export interface Invocation {
  readonly id: string
  readonly event: Buffer
  /** X-Ray's header: `Root=…;Parent=…;Sampled=0`. */
  readonly traceHeader: string
  /** JSON text of the client context, when the caller gave one. */
  readonly clientContext: string | undefined
}

/** What the runtime gives back. */
export interface FunctionResponse {
  readonly contentType: string
  /** The answer as it arrives. It throws a {@link FunctionFailure} when the function fails on the way. */
  readonly body: AsyncIterable<Uint8Array>
}

/** A {@link Promise} with its ends outside. */
export interface Deferred<T> {
  readonly promise: Promise<T>
  resolve(value: T): void
  reject(error: FunctionFailure | Error): void
}

/** Makes a {@link Deferred} whose rejection never counts as unhandled. */
export function defer<T>(): Deferred<T> {
  let resolve: (value: T) => void = () => undefined
  let reject: (error: Error) => void = () => undefined
  const promise = new Promise<T>((onResolve, onReject) => {
    resolve = onResolve
    reject = onReject
  })
  promise.catch(() => undefined)
  return { promise, resolve, reject }
}

/** Makes an invocation of an event. */
export function toInvocation(event: Buffer, clientContext?: string): Invocation {
  return { id: randomUUID(), event, traceHeader: `${traceRoot()};Parent=${randomHex(8)};Sampled=0`, clientContext }
}

/** A new X-Ray root: `Root=1-<time>-<random>`. Source: https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sendingdata.html */
export function traceRoot(): string {
  const seconds = Math.floor(Date.now() / 1000).toString(16)
  return `Root=1-${seconds}-${randomHex(12)}`
}

function randomHex(bytes: number): string {
  return randomBytes(bytes).toString('hex')
}
