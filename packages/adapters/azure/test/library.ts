import Module from 'node:module'

/** The host's data as the worker hands it to the library. Source: FunctionRpc.proto */
export interface Rpc {
  readonly string?: string
  readonly json?: string
  readonly bytes?: Uint8Array
  readonly int?: number
  readonly collectionString?: { readonly string: readonly string[] }
  readonly collectionBytes?: { readonly bytes: readonly Uint8Array[] }
}

/** One function as the library registered it. */
export interface RegisteredFunction {
  readonly metadata: {
    readonly name: string
    readonly bindings: Readonly<Record<string, Readonly<Record<string, unknown>>>>
    readonly retryOptions?: Readonly<Record<string, unknown>>
  }
  readonly callback: (...inputs: unknown[]) => unknown
}

/** What the host sends for one invocation. */
export interface Invocation {
  readonly data?: Rpc | null
  readonly metadata?: Readonly<Record<string, Rpc>>
  readonly retry?: { readonly retryCount: number; readonly maxRetryCount: number }
  readonly traceparent?: string
  readonly id?: string
}

interface Model {
  getInvocationModel(context: object): {
    getArguments(): Promise<{ context: unknown; inputs: unknown[] }>
    invokeFunction(context: unknown, inputs: unknown[], callback: unknown): Promise<unknown>
  }
}

const functions = new Map<string, RegisteredFunction>()
let model: Model | undefined

/**
 * Stands in for `@azure/functions-core`, so that the genuine library registers functions and converts what they get. It
 * has to run before the first registration of the process.
 */
export function installCore(): void {
  const api = {
    version: '3.10.1',
    hostVersion: '4.1042.0',
    Disposable: class {},
    log: () => undefined,
    registerHook: () => undefined,
    setProgrammingModel(value: Model) {
      model = value
    },
    getProgrammingModel: () => model,
    registerFunction(metadata: RegisteredFunction['metadata'], callback: RegisteredFunction['callback']) {
      functions.set(metadata.name, { metadata, callback })
    },
  }
  const { prototype } = Module as unknown as { prototype: { require: (name: string) => unknown } }
  const original = prototype.require
  prototype.require = function require(name) {
    return name === '@azure/functions-core' ? api : original.call(this, name)
  }
}

/** What was registered since the last call. */
export function takeRegistered(): Map<string, RegisteredFunction> {
  const taken = new Map(functions)
  functions.clear()
  return taken
}

/** The binding of a function's trigger. */
export function triggerOf({ metadata }: RegisteredFunction): Readonly<Record<string, unknown>> {
  const found = Object.values(metadata.bindings).find(({ type }) => /trigger$/i.test(String(type)))
  if (found === undefined) throw new Error(`${metadata.name} has no trigger.`)
  return found
}

/** Runs a function as Microsoft's worker does: the library converts, then the handler is called. */
export async function invoke(
  one: RegisteredFunction,
  { data, metadata = {}, retry, traceparent, id = 'invocation' }: Invocation,
): Promise<unknown> {
  if (model === undefined) throw new Error('The library has not found its core.')
  const request = {
    invocationId: id,
    inputData: [{ name: String(triggerOf(one).name), data: data ?? {} }],
    triggerMetadata: metadata,
    traceContext: traceparent === undefined ? undefined : { traceParent: traceparent, traceState: '' },
    retryContext: retry,
  }
  const core = { invocationId: id, metadata: one.metadata, request, state: undefined, log: () => undefined }
  const invocation = model.getInvocationModel(core)
  const { context, inputs } = await invocation.getArguments()
  // Nothing that was handed over may be changed.
  deepFreeze(inputs)
  deepFreeze((context as { triggerMetadata?: unknown }).triggerMetadata)
  return invocation.invokeFunction(context, inputs, one.callback)
}

/** Freezes a value and all in it; bytes cannot be frozen. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || Object.isFrozen(value)) return value
  Object.freeze(value)
  for (const inner of Object.values(value)) deepFreeze(inner)
  return value
}
