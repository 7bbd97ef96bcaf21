import Module from 'node:module'
import type { FunctionMetadata, InvocationRequest, TypedData } from '../rpc.ts'

/** The library's side of an invocation. Source: npm package @azure/functions, src/InvocationModel.ts */
export interface InvocationModel {
  getArguments(): Promise<{ context: unknown; inputs: unknown[] }>
  invokeFunction(context: unknown, inputs: unknown[], callback: Callback): Promise<unknown>
  getResponse(context: unknown, result: unknown): Promise<{ returnValue?: TypedData | null }>
}

/** The library, as it introduces itself to the worker. */
export interface ProgrammingModel {
  readonly name: string
  readonly version: string
  getCapabilities(capabilities: Record<string, string>): Promise<{ HttpUri?: string }>
  getInvocationModel(context: CoreInvocationContext): InvocationModel | Promise<InvocationModel>
}

/** What the worker hands to the library for one invocation. */
export interface CoreInvocationContext {
  readonly invocationId: string
  readonly metadata: FunctionMetadata
  readonly request: InvocationRequest
  state: string | undefined
  log(level: string, category: string, message: string): void
}

export type Callback = (...inputs: unknown[]) => unknown
export type HookName = 'appStart' | 'appTerminate' | 'preInvocation' | 'postInvocation' | 'log'

/** The worker's side of `@azure/functions-core`. */
export interface Core {
  model: ProgrammingModel | undefined
  readonly functions: Map<string, { readonly metadata: FunctionMetadata; readonly callback: Callback }>
  /** Data that hooks share for the whole app. */
  readonly appHookData: Record<string, unknown>
  runHooks(name: HookName, context: object): Promise<void>
  log(level: string, category: string, message: string): void
}

/**
 * Provides `@azure/functions-core`, which no package on npm does: like Microsoft's worker it answers `require` alone, so
 * that an artefact that imports it in another way fails here as it would in the cloud.
 * Source: https://github.com/Azure/azure-functions-nodejs-worker, src/setupCoreModule.ts
 */
export function installCoreModule(): Core {
  const hooks = new Map<string, Callback[]>()
  const core: Core = {
    model: undefined,
    functions: new Map(),
    appHookData: {},
    async runHooks(name, context) {
      for (const hook of hooks.get(name) ?? []) await hook(Object.assign(context, { appHookData: core.appHookData }))
    },
    log: (level, category, message) => {
      if (category === 'system' && (level === 'debug' || level === 'trace')) return
      console.log(`[${level}] ${message}`)
    },
  }
  const api = {
    version: '3.10.1',
    hostVersion: '4.1042.0',
    Disposable: class {
      readonly dispose: () => void
      constructor(dispose: () => void) {
        this.dispose = dispose
      }
    },
    log: core.log,
    registerHook(name: string, callback: Callback) {
      hooks.set(name, [...(hooks.get(name) ?? []), callback])
      return new api.Disposable(() =>
        hooks.set(
          name,
          (hooks.get(name) ?? []).filter((one) => one !== callback),
        ),
      )
    },
    setProgrammingModel(model: ProgrammingModel) {
      core.model = model
    },
    getProgrammingModel: () => core.model,
    registerFunction(metadata: FunctionMetadata, callback: Callback) {
      if (core.functions.has(metadata.name)) {
        throw new Error(`A function with the name "${metadata.name}" has already been registered.`)
      }
      core.functions.set(metadata.name, { metadata, callback })
      return new api.Disposable(() => core.functions.delete(metadata.name))
    },
  }
  // Node's types leave out this method, which Microsoft's own worker replaces in the same way.
  const { prototype } = Module as unknown as { prototype: { require: (name: string) => unknown } }
  const original = prototype.require
  prototype.require = function require(name) {
    return name === '@azure/functions-core' ? api : original.call(this, name)
  }
  return core
}
