/**
 * The request that `@azure/functions` hands to a handler: only what is read here, so that neither this file nor the
 * codec needs the package. A type test holds it against the official type.
 */
export interface NativeRequest {
  readonly method: string
  readonly url: string
  readonly headers: NativeHeaders | null | undefined
  /** The values of the function's route parameters. */
  readonly params?: Readonly<Record<string, string>> | null | undefined
  readonly body: AsyncIterable<Uint8Array> | null | undefined
  arrayBuffer(): Promise<ArrayBuffer>
}

/** The part of `Headers` that is read. */
export interface NativeHeaders {
  get(name: string): string | null
  forEach(callback: (value: string, name: string) => void): void
}

/** The invocation context of `@azure/functions`: only what is read. */
export interface NativeContext {
  readonly invocationId?: string
  /** The name the function was registered with. */
  readonly functionName?: string
  /** What the function was registered with. */
  readonly options?: { readonly trigger?: object }
  readonly traceContext?: { readonly traceParent?: string | undefined; readonly traceState?: string | undefined }
  /** What the host says of the event; the library has put the first letter of every key in lower case. */
  readonly triggerMetadata?: Readonly<Record<string, unknown>> | undefined
  /** Only there while a retry policy runs the function again. */
  readonly retryContext?: { readonly retryCount: number; readonly maxRetryCount: number } | undefined
  debug(...parts: unknown[]): void
  info(...parts: unknown[]): void
  warn(...parts: unknown[]): void
  error(...parts: unknown[]): void
}

/** A cookie as the library takes it; it writes the value percent-encoded. */
export interface NativeCookie {
  name: string
  value: string
  domain?: string
  path?: string
  /** Epoch milliseconds. */
  expires?: number
  secure?: boolean
  httpOnly?: boolean
  sameSite?: 'Strict' | 'Lax' | 'None'
  /** Seconds. */
  maxAge?: number
}

/** The `HttpResponseInit` that goes back to the library. */
export interface NativeResult {
  status: number
  headers: [string, string][]
  cookies?: NativeCookie[]
  body?: string | Uint8Array | AsyncIterable<Uint8Array>
}
