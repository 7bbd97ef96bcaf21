import type { Attributes } from '@rove/core/adapter'
import { isObject } from './fields.ts'

/**
 * Properties as text. The library has put the first letter of every key, at any depth, in lower case, which cannot be
 * undone. What is null is left out; what is not text is written as JSON.
 * Source: https://github.com/Azure/azure-functions-nodejs-worker/pull/74
 */
export function toAttributes(properties: unknown): Attributes {
  if (!isObject(properties)) return {}
  return Object.fromEntries(
    Object.entries(properties).flatMap(([key, value]) => {
      if (value === null || value === undefined) return []
      return [[key, typeof value === 'string' ? value : JSON.stringify(value)]]
    }),
  )
}

/**
 * The sender's trace: `traceparent`, or the `Diagnostic-Id` of Azure's older SDKs, which is one as well.
 * Source: https://learn.microsoft.com/azure/service-bus-messaging/service-bus-end-to-end-tracing
 */
export function traceOf(attributes: Attributes): {
  readonly traceparent: string | undefined
  readonly tracestate: string | undefined
} {
  const { traceparent, tracestate } = attributes
  return {
    traceparent:
      traceparent ?? attributes['diagnostic-Id'] ?? attributes['Diagnostic-Id'] ?? attributes['diagnostic-id'],
    tracestate,
  }
}
