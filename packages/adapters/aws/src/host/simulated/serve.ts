import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http'
import { finished } from 'node:stream/promises'
import { isStreamingHandler, type NativeHandler } from './handler.ts'
import { toResponseStream } from './response-stream.ts'

const prefix = '/2018-06-01/runtime'

interface Report {
  readonly errorType: string
  readonly errorMessage: string
  readonly trace: readonly string[]
}

/** Asks for invocations and runs them, one after the other, for as long as the process lives. */
export async function serve(api: string, handler: NativeHandler): Promise<void> {
  for (;;) {
    const next = await exchange(api, 'GET', '/invocation/next')
    const event = JSON.parse((await read(next)).toString())
    const id = String(next.headers['lambda-runtime-aws-request-id'])
    process.env._X_AMZN_TRACE_ID = String(next.headers['lambda-runtime-trace-id'])
    await (isStreamingHandler(handler) ? stream : answer)({ api, id, handler, event, context: toContext(next) })
  }
}

interface Work {
  readonly api: string
  readonly id: string
  readonly handler: NativeHandler
  readonly event: unknown
  readonly context: unknown
}

async function answer({ api, id, handler, event, context }: Work): Promise<void> {
  let path = `/invocation/${id}/response`
  let body: string
  try {
    body = JSON.stringify((await handler(event, context)) ?? null) ?? 'null'
  } catch (error) {
    console.error('Invoke Error', error)
    path = `/invocation/${id}/error`
    body = JSON.stringify(toReport(error))
  }
  const accepted = await exchange(api, 'POST', path, body)
  await read(accepted)
}

async function stream({ api, id, handler, event, context }: Work): Promise<void> {
  const request = post(api, `/invocation/${id}/response`, {
    'lambda-runtime-function-response-mode': 'streaming',
    trailer: 'Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body',
    'content-type': 'application/octet-stream',
    'transfer-encoding': 'chunked',
  })
  const accepted = new Promise<IncomingMessage>((resolve, reject) =>
    request.on('response', resolve).on('error', reject),
  )
  accepted.catch(() => undefined)
  try {
    await handler(event, toResponseStream(request), context)
    await finished(request, { readable: false })
  } catch (error) {
    console.error('Invoke Error', error)
    const report = toReport(error)
    if (!request.writableEnded)
      request.addTrailers({
        'Lambda-Runtime-Function-Error-Type': report.errorType,
        'Lambda-Runtime-Function-Error-Body': Buffer.from(JSON.stringify(report)).toString('base64'),
      })
    request.end()
  }
  await read(await accepted)
}

/** Tells the Runtime API that the function could not be loaded. */
export async function reportStart(api: string, error: unknown): Promise<void> {
  await read(await exchange(api, 'POST', '/init/error', JSON.stringify(toReport(error))))
}

function toReport(error: unknown): Report {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), trace: [] }
  return { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? '').split('\n') }
}

function toContext({ headers }: IncomingMessage): unknown {
  const deadline = Number(headers['lambda-runtime-deadline-ms'])
  const { env } = process
  return {
    callbackWaitsForEmptyEventLoop: true,
    awsRequestId: headers['lambda-runtime-aws-request-id'],
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
    xRayTraceId: headers['lambda-runtime-trace-id'],
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
    getRemainingTimeInMillis: () => deadline - Date.now(),
  }
}

function post(api: string, path: string, headers: Record<string, string | number>): ClientRequest {
  return httpRequest(`http://${api}${prefix}${path}`, { method: 'POST', agent: false, headers })
}

function exchange(api: string, method: string, path: string, body = ''): Promise<IncomingMessage> {
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
  return new Promise((resolve, reject) => {
    const request = httpRequest(`http://${api}${prefix}${path}`, { method, agent: false, headers })
    request.on('response', resolve).on('error', reject).end(body)
  })
}

async function read(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of message as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks)
}
