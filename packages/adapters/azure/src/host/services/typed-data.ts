import type { Long, TypedData } from '../rpc.ts'

// Each of these is one case of how the host converts a .NET value for a worker that takes collections, as Node.js does.
// Sources: https://github.com/Azure/azure-functions-host, GrpcMessageConversionExtensions.ToRpc, and
// https://github.com/Azure/azure-functions-nodejs-worker, src/eventHandlers/getWorkerCapabilities.ts

/** A string; what is null is not sent. */
export function text(value: string | undefined): TypedData | undefined {
  return value === undefined ? undefined : { string: value }
}

/** Everything that has no case of its own: numbers, times, dictionaries. */
export function json(value: unknown): TypedData {
  return { json: JSON.stringify(value) }
}

/** Bytes. */
export function bytes(value: Uint8Array): TypedData {
  return { bytes: value }
}

/**
 * A list of strings. Null and empty ones are left out, because Node's worker has not asked for them, so that the places of
 * those behind them shift.
 */
export function texts(values: ReadonlyArray<string | undefined>): TypedData {
  return { collectionString: { string: values.filter((value): value is string => Boolean(value)) } }
}

/** A list of byte arrays. */
export function byteArrays(values: readonly Uint8Array[]): TypedData {
  return { collectionBytes: { bytes: values } }
}

/** A list of numbers of 64 bits, which arrive in Node.js as objects of two halves. */
export function longs(values: readonly number[]): TypedData {
  return { collectionSint64: { sint64: values.map(toLong) } }
}

function toLong(value: number): Long {
  return { low: value | 0, high: Math.floor(value / 2 ** 32), unsigned: false }
}
