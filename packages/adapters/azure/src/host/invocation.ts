import { randomBytes, randomUUID } from 'node:crypto'
import { toQueryMap } from './kestrel.ts'
import { type Received, toHostUrl } from './received.ts'
import type { FoundFunction } from './routes.ts'
import type { InvocationRequest, NullableString, TypedData } from './rpc.ts'

/**
 * The invocation that the host sends for a request whose body it has read (HTTP streams off).
 * Source: https://github.com/Azure/azure-functions-host, GrpcMessageConversionExtensions.ToRpcHttp
 * @param body undefined unless the request states a length above 0: the host copies no other
 */
export function toBufferedInvocation(
  received: Received,
  { found, params }: FoundFunction,
  body: Uint8Array | undefined,
): InvocationRequest {
  const http = {
    method: received.method,
    url: toHostUrl(received),
    nullableHeaders: toNullable(joinedHeaders(received, true)),
    nullableQuery: toNullable(toQueryMap(received.queryString)),
    nullableParams: toNullable(params),
    ...(body === undefined ? {} : { body: { bytes: body } }),
  }
  return { ...common(received), inputData: [{ name: found.trigger, data: { http } }], triggerMetadata: {} }
}

/**
 * The invocation that the host sends beside the request it forwards (HTTP streams on): headers, query and route
 * parameters are in the trigger's metadata, where the route's values replace query parameters of the same name.
 * Source: https://github.com/Azure/azure-functions-host, GrpcWorkerChannel and HttpTriggerAttributeBindingProvider
 */
export function toStreamedInvocation(received: Received, { found, params }: FoundFunction): InvocationRequest {
  const query = toQueryMap(received.queryString)
  const bindingData: Record<string, string> = { ...query, ...params }
  const triggerMetadata: Record<string, TypedData> = {}
  for (const [name, value] of Object.entries(bindingData)) {
    if (name.toLowerCase() !== 'code') triggerMetadata[name] = { string: value }
  }
  triggerMetadata.Query = { json: JSON.stringify(query) }
  triggerMetadata.Headers = { json: JSON.stringify(joinedHeaders(received, false)) }
  // The forwarded request is what the library takes; the message of the trigger is there and empty.
  return { ...common(received), inputData: [{ name: found.trigger, data: { http: {} } }], triggerMetadata }
}

function common(received: Received): Pick<InvocationRequest, 'invocationId' | 'traceContext'> {
  const headers = joinedHeaders(received, true)
  const traceId = /^00-([0-9a-f]{32})-[0-9a-f]{16}-([0-9a-f]{2})$/.exec(headers.traceparent ?? '')
  const span = randomBytes(8).toString('hex')
  const traceParent = `00-${traceId?.[1] ?? randomBytes(16).toString('hex')}-${span}-${traceId?.[2] ?? '00'}`
  return { invocationId: randomUUID(), traceContext: { traceParent, traceState: headers.tracestate ?? '' } }
}

function joinedHeaders({ headers }: Received, lowerCase: boolean): Record<string, string> {
  return Object.fromEntries(
    [...headers].map(([name, values]) => [lowerCase ? name.toLowerCase() : name, values.join(',')]),
  )
}

function toNullable(map: Readonly<Record<string, string>>): Record<string, NullableString> {
  return Object.fromEntries(Object.entries(map).map(([name, value]) => [name, { value }]))
}
