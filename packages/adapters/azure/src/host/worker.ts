import { type FromWorker, pack, type ToWorker, unpack } from './messages.ts'
import { installCoreModule } from './worker/core-module.ts'
import { runInvocation } from './worker/invocation.ts'
import { loadApp } from './worker/load-app.ts'
import { keepOnLoopback } from './worker/loopback.ts'

// The worker process of the Azure host: `node worker.js <artefact>`, spoken to over Node's IPC channel. It does what
// Microsoft's worker does, around the genuine library. Source: https://github.com/Azure/azure-functions-nodejs-worker

const tell = (message: FromWorker): void => {
  process.send?.(message)
}

const artefact = process.argv[2] ?? '.'
keepOnLoopback()
const core = installCoreModule()

try {
  await loadApp(artefact)
  await core.runHooks('appStart', { functionAppDirectory: artefact })
  const { model } = core
  if (model === undefined || core.functions.size === 0) throw new Error('Nothing was registered with @azure/functions.')
  const { HttpUri: httpUri } = await model.getCapabilities({})
  const functions = [...core.functions.values()].map(({ metadata }) => metadata)
  process.on('message', onMessage)
  tell({ kind: 'ready', model: `${model.name} ${model.version}`, functions, httpUri })
} catch (error) {
  const cause = error instanceof Error ? (error.stack ?? error.message) : String(error)
  tell({ kind: 'failed', reason: `The Azure artefact in ${artefact} could not be started: ${cause}` })
}

function onMessage(message: unknown): void {
  const told = message as ToWorker
  if (told.kind === 'terminate') {
    core.runHooks('appTerminate', {}).then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error)
        process.exit(1)
      },
    )
    return
  }
  const request = unpack(told.request)
  const { invocationId } = request
  runInvocation(core, told.name, request).then(
    (returned) => tell({ kind: 'done', invocationId, returned: returned ? pack(returned) : undefined }),
    (error: unknown) => {
      const reason = error instanceof Error ? (error.stack ?? error.message) : String(error)
      tell({ kind: 'error', invocationId, reason })
    },
  )
}
