/**
 * The part of the host's gRPC messages that this host needs, as the library sees them.
 * Source: https://github.com/Azure/azure-functions-language-worker-protobuf, FunctionRpc.proto
 */
export interface TypedData {
  readonly string?: string
  readonly json?: string
  readonly bytes?: Uint8Array
  readonly http?: RpcHttp
  readonly collectionString?: { readonly string: readonly string[] }
  readonly collectionBytes?: { readonly bytes: readonly Uint8Array[] }
  readonly collectionSint64?: { readonly sint64: readonly Long[] }
}

/** A number of 64 bits, as gRPC's loader gives it to Node.js. Source: https://github.com/grpc/grpc-node, packages/proto-loader */
export interface Long {
  readonly low: number
  readonly high: number
  readonly unsigned: boolean
}

/** A request or a response; only the fields of its side are there. */
export interface RpcHttp {
  readonly method?: string
  readonly url?: string
  readonly nullableHeaders?: Readonly<Record<string, NullableString>>
  readonly nullableQuery?: Readonly<Record<string, NullableString>>
  readonly nullableParams?: Readonly<Record<string, NullableString>>
  readonly statusCode?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly cookies?: readonly RpcCookie[]
  readonly body?: TypedData | null | undefined
}

export interface NullableString {
  readonly value: string
}

/** A response cookie; what is not set is undefined. */
export interface RpcCookie {
  readonly name: string
  readonly value: string
  readonly domain?: { readonly value: string } | undefined
  readonly path?: { readonly value: string } | undefined
  readonly expires?: { readonly value: { readonly seconds: number } } | undefined
  readonly secure?: { readonly value: boolean } | undefined
  readonly httpOnly?: { readonly value: boolean } | undefined
  readonly sameSite?: string | undefined
  readonly maxAge?: { readonly value: number } | undefined
}

/** One binding of a registered function. */
export interface Binding {
  readonly type: string
  readonly direction: string
  readonly name?: string
  readonly route?: string
  readonly methods?: readonly string[]
}

/** A function as the library registers it. */
export interface FunctionMetadata {
  readonly name: string
  readonly bindings: Readonly<Record<string, Binding>>
  readonly retryOptions?: RetryOptions
}

/** A function's own retry policy. */
export interface RetryOptions {
  /** -1 stands for no limit. */
  readonly maxRetryCount?: number
}

/** What the host sends for one invocation. */
export interface InvocationRequest {
  readonly invocationId: string
  readonly inputData: ReadonlyArray<{ readonly name: string; readonly data: TypedData }>
  readonly triggerMetadata: Readonly<Record<string, TypedData>>
  readonly traceContext: { readonly traceParent: string; readonly traceState: string }
  /** Only when the function is run again by its own retry policy. */
  readonly retryContext?: RetryContext
}

/** Which run again it is. */
export interface RetryContext {
  readonly retryCount: number
  readonly maxRetryCount: number
  readonly exception: { readonly message: string }
}
