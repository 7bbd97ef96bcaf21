import type { Attributes } from '@rove/core/adapter'
import type { GcpRequest } from './http.ts'

/** A header's value; the first when it was sent several times and Node keeps them apart. */
export function headerOf({ headers }: Pick<GcpRequest, 'headers'>, name: string): string | undefined {
  const value = headers[name]
  return typeof value === 'string' ? value : value?.[0]
}

/** The media type in lower case, without parameters; empty when there is none. */
export function mediaTypeOf(type: string | undefined): string {
  return (type ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''
}

/** The media type of a body that says one; what Google fills in for those that do not (bytes of some kind) says none. */
export function statedType(type: string | undefined): string | undefined {
  return mediaTypeOf(type) === 'application/octet-stream' ? undefined : type || undefined
}

// What the connection, Google's front end and its services write, and what must not travel on: credentials.
const platform =
  /^(?:host|connection|content-.*|accept.*|user-agent|transfer-encoding|te|trailer|upgrade|via|from|forwarded|cookie|authorization|proxy-.*|traceparent|tracestate|function-execution-id|x-forwarded-.*|x-goog-.*|x-google-.*|x-cloud.*|x-appengine-.*|x-serverless-.*|x-request-id|ce-.*)$/

/** The headers that a sender has added, as attributes. */
export function senderHeaders({ headers }: Pick<GcpRequest, 'headers'>): Attributes {
  const attributes: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined && !platform.test(name)) {
      attributes[name] = typeof value === 'string' ? value : value.join(', ')
    }
  }
  return attributes
}
