import type { InvocationRequest, TypedData } from '../rpc.ts'
import type { Core, CoreInvocationContext } from './core-module.ts'

/**
 * Runs a function through the library's own conversions, with the hooks around it. Only an `Error` counts as thrown:
 * that is how Microsoft's worker does it.
 * Source: https://github.com/Azure/azure-functions-nodejs-worker, src/eventHandlers/InvocationHandler.ts
 */
export async function runInvocation(
  core: Core,
  name: string,
  request: InvocationRequest,
): Promise<TypedData | undefined> {
  const registered = core.functions.get(name)
  if (!registered || !core.model) throw new Error(`Function code for '${name}' is not loaded and cannot be invoked.`)
  const { metadata, callback } = registered
  const { invocationId } = request
  const coreContext: CoreInvocationContext = { invocationId, metadata, request, state: undefined, log: core.log }
  const model = await core.model.getInvocationModel(coreContext)
  const { context, inputs } = await model.getArguments()
  const hooked = { hookData: {}, invocationContext: context, inputs }

  const before = { ...hooked, functionCallback: callback }
  await inState(coreContext, 'preInvocationHooks', () => core.runHooks('preInvocation', before))

  const after: typeof hooked & { result: unknown; error: unknown } = {
    ...hooked,
    inputs: before.inputs,
    result: null,
    error: null,
  }
  await inState(coreContext, 'invocation', async () => {
    after.result = await model.invokeFunction(context, before.inputs, before.functionCallback)
  }).catch((error: unknown) => {
    after.error = error
  })
  await inState(coreContext, 'postInvocationHooks', () => core.runHooks('postInvocation', after))
  if (after.error instanceof Error) throw after.error
  const { returnValue } = await model.getResponse(context, after.result)
  return returnValue ?? undefined
}

async function inState(context: CoreInvocationContext, state: string, work: () => Promise<void>): Promise<void> {
  context.state = state
  try {
    await work()
  } finally {
    context.state = undefined
  }
}
