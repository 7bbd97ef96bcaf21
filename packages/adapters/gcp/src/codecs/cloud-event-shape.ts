/**
 * A CloudEvent as functions-framework hands it to a function; its own `CloudEvent` is one.
 * Source: https://github.com/GoogleCloudPlatform/functions-framework-nodejs/blob/main/src/functions.ts
 */
export interface GcpCloudEvent {
  readonly specversion: string
  readonly id: string
  readonly source: string
  readonly type: string
  readonly subject?: string
  readonly time?: string
  readonly datacontenttype?: string
  readonly data?: unknown
}

/** The context of a background function. */
export interface GcpBackgroundContext {
  readonly eventId?: string
  readonly eventType?: string
  readonly timestamp?: string
  readonly resource?: string | { readonly service?: string; readonly name?: string }
}

/** A call of a background function, `(data, context)`. */
export interface GcpBackgroundEvent {
  readonly data: unknown
  readonly context: GcpBackgroundContext
}
