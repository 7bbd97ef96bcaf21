import { randomBytes, randomUUID } from 'node:crypto'
import type { InvocationRequest, RetryContext, TypedData } from '../rpc.ts'
import type { EventFunction } from './event-function.ts'
import { castToText, throughNewtonsoft, toDateTime } from './newtonsoft.ts'

/** The trigger's metadata, by its names in .NET; what is undefined is not sent. */
export type BindingData = Readonly<Record<string, TypedData | undefined>>

/** What a function is invoked with. */
export interface Input {
  readonly data: TypedData
  readonly bindingData: BindingData
}

/**
 * The invocation that the host sends for an event.
 * Source: https://github.com/Azure/azure-functions-host, WorkerFunctionInvoker.InvokeCore
 */
export function toInvocation(
  { name, trigger }: EventFunction,
  { data, bindingData }: Input,
  retryContext?: RetryContext,
): InvocationRequest {
  const sys = { MethodName: name, UtcNow: toDateTime(new Date(), 'Z'), RandGuid: randomUUID() }
  return {
    invocationId: randomUUID(),
    inputData: [{ name: trigger, data }],
    triggerMetadata: withProperties({ sys: { json: JSON.stringify(sys) }, ...bindingData }, data.string),
    traceContext: {
      traceParent: `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-00`,
      traceState: '',
    },
    ...(retryContext === undefined ? {} : { retryContext }),
  }
}

/**
 * The host adds the properties of an input that is text of a JSON object to the metadata, lists apart. They come before
 * the service's own of the same name, whatever the case: the `id` of an order replaces the id of its message.
 * Source: https://github.com/Azure/azure-functions-host, Utility.ApplyBindingData
 */
function withProperties(bindingData: BindingData, input: string | undefined): Record<string, TypedData> {
  const metadata: Record<string, TypedData> = {}
  for (const [name, value] of Object.entries(bindingData)) if (value !== undefined) metadata[name] = value
  const names = new Map(Object.keys(metadata).map((name) => [name.toLowerCase(), name]))
  for (const [name, value] of Object.entries(parsed(input))) {
    if (value === null || Array.isArray(value)) continue
    const known = names.get(name.toLowerCase()) ?? name
    names.set(name.toLowerCase(), known)
    metadata[known] =
      typeof value === 'object'
        ? { json: JSON.stringify(throughNewtonsoft(value)) }
        : { string: castToText(value as string | number | boolean) }
  }
  return metadata
}

function parsed(input: string | undefined): object {
  if (input === undefined || !/^\s*\{.*\}\s*$/s.test(input)) return {}
  try {
    return JSON.parse(input) as object
  } catch {
    // What only looks like JSON has no properties; that is no error for the host either.
    return {}
  }
}
