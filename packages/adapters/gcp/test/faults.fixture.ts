import type { Firestore } from '@google-cloud/firestore'
import { InterceptingCall, type InterceptorOptions, type NextCall } from '@grpc/grpc-js'

/** Milliseconds until an answer is there. */
const patience = 1500

/** Core tries again within 300 ms; gRPC by itself waits longer before it connects again. */
export const soonAgain = { 'grpc.initial_reconnect_backoff_ms': 1, 'grpc.max_reconnect_backoff_ms': 10 } as const

/** Makes a client of `google-gax` give up soon, whatever a call says. */
export function impatient<Client extends object>(client: Client, method: keyof Client & string): Client {
  const call = client[method] as (this: Client, request: unknown, options?: object) => unknown
  const changed = (request: unknown, options?: object): unknown =>
    call.call(client, request, { ...options, timeout: patience })
  return Object.assign(client, { [method]: changed })
}

/** The same for Firestore, whose calls take options from a function. */
export function impatientFirestore(client: Firestore): Firestore {
  const inside = client as unknown as { createCallOptions(...asked: unknown[]): { otherArgs?: object } }
  const made = inside.createCallOptions
  const interceptors = [
    (options: InterceptorOptions, next: NextCall) =>
      new InterceptingCall(next({ ...options, deadline: Date.now() + patience })),
  ]
  inside.createCallOptions = (...asked) => {
    const options = made.apply(client, asked)
    return { ...options, otherArgs: { ...options.otherArgs, options: { interceptors } } }
  }
  return client
}
