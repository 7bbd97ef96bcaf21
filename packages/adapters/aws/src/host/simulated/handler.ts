import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** A function as it was written for Lambda: buffered takes two arguments, streaming three. */
export type NativeHandler = (event: unknown, ...rest: unknown[]) => unknown

/** Says on a handler that it streams, under the symbol that AWS's own runtime uses. */
export const streamingMark: unique symbol = Symbol.for('aws.lambda.runtime.handler.streaming')

/**
 * Loads `file.export` from the function's folder.
 * @throws Error named as Lambda names it, when there is no such file or export
 */
export async function loadHandler(root: string, handler: string): Promise<NativeHandler> {
  const dot = handler.lastIndexOf('.')
  const file = ['.js', '.mjs', '.cjs'].map((end) => join(root, handler.slice(0, dot) + end)).find(existsSync)
  if (!file) throw named('Runtime.ImportModuleError', `Error: Cannot find module '${handler.slice(0, dot)}' in ${root}`)
  const module = (await import(pathToFileURL(file).href)) as Record<string, unknown>
  const name = handler.slice(dot + 1)
  const found = module[name] ?? (module.default as Record<string, unknown> | undefined)?.[name]
  if (typeof found !== 'function') throw named('Runtime.HandlerNotFound', `${handler} is undefined or not exported`)
  if (found.length > 2 && !isStreamingHandler(found))
    throw named('Runtime.CallbackHandlerDeprecated', `${handler} takes a callback, which Lambda no longer supports`)
  return found as NativeHandler
}

/** Whether a handler was wrapped by `awslambda.streamifyResponse`. */
export function isStreamingHandler(handler: object): boolean {
  return streamingMark in handler
}

function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name })
}
