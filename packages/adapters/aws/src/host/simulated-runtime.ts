import { loadHandler } from './simulated/handler.ts'
import { provideGlobals } from './simulated/response-stream.ts'
import { reportStart, serve } from './simulated/serve.ts'

// A program of its own: what stands in for AWS's runtime client where that is not installed.
provideGlobals()
const api = process.env.AWS_LAMBDA_RUNTIME_API ?? ''
try {
  await serve(api, await loadHandler(process.env.LAMBDA_TASK_ROOT ?? '', process.env._HANDLER ?? ''))
} catch (error) {
  console.error('Init Error', error)
  await reportStart(api, error)
  process.exitCode = 1
}
