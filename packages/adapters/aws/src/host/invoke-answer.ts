import type { ServerResponse } from 'node:http'
import { setImmediate as turn } from 'node:timers/promises'
import { writeBody } from '@rove/core/node'
import { EventStreamCodec } from '@smithy/eventstream-codec'
import { FunctionFailure } from './function-failure.ts'
import type { FunctionResponse } from './invocation.ts'
import { maxLogTailBytes, maxResponseBytes } from './lambda-limits.ts'
import { tooLarge } from './runtime-payload.ts'

/** An invocation whose answer goes to a caller. */
export interface Outgoing {
  readonly response: ServerResponse
  readonly answer: Promise<FunctionResponse>
  readonly requestId: string
  readonly tail: LogTail
}

/** Where the log of an invocation stands in everything that was printed. */
export interface LogTail {
  readonly wanted: boolean
  /** Settles when the function has done all it does, and so printed all it prints. */
  readonly finished: Promise<void>
  readonly lines: readonly string[]
  readonly from: number
}

/** Answers `Invoke`: the payload in one piece, within Lambda's limit. */
export async function answerBuffered({ response, answer, requestId, tail }: Outgoing): Promise<void> {
  const { payload, failure } = await collect(answer)
  const log = tail.wanted ? await readTail(tail) : undefined
  response.writeHead(200, {
    'content-type': 'application/json',
    'content-length': payload.byteLength,
    'x-amzn-requestid': requestId,
    'x-amz-executed-version': '$LATEST',
    ...(failure ? { 'x-amz-function-error': 'Unhandled' } : {}),
    ...(log === undefined ? {} : { 'x-amz-log-result': log }),
  })
  response.end(payload)
}

async function collect(answer: Promise<FunctionResponse>): Promise<{ payload: Buffer; failure: boolean }> {
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for await (const chunk of (await answer).body) {
      size += chunk.byteLength
      if (size <= maxResponseBytes) chunks.push(chunk)
    }
    if (size > maxResponseBytes) throw tooLarge(size)
    return { payload: Buffer.concat(chunks, size), failure: false }
  } catch (error) {
    if (error instanceof FunctionFailure) return { payload: error.payload, failure: true }
    throw error
  }
}

/** Answers `InvokeWithResponseStream`: event-stream frames, each sent as soon as its piece arrives. */
export async function answerStreamed({ response, answer, requestId, tail }: Outgoing): Promise<void> {
  let failure: FunctionFailure | undefined
  try {
    const { body, contentType } = await answer
    response.writeHead(200, toStreamHeaders(requestId, contentType))
    await writeBody(response, toChunks(body))
  } catch (error) {
    if (!(error instanceof FunctionFailure)) throw error
    failure = error
  }
  if (response.destroyed) return
  if (!response.headersSent) response.writeHead(200, toStreamHeaders(requestId, 'application/json'))
  const log = tail.wanted ? await readTail(tail) : undefined
  const complete = {
    ...(failure ? { ErrorCode: failure.errorType, ErrorDetails: failure.payload.toString() } : {}),
    ...(log === undefined ? {} : { LogResult: log }),
  }
  response.end(toFrame('InvokeComplete', 'application/json', Buffer.from(JSON.stringify(complete))))
}

// The SDK hands the content type on as ResponseStreamContentType, "the type of data the stream is returning".
// Source: https://docs.aws.amazon.com/lambda/latest/api/API_InvokeWithResponseStream.html
function toStreamHeaders(requestId: string, contentType: string): Record<string, string> {
  return { 'content-type': contentType, 'x-amzn-requestid': requestId, 'x-amz-executed-version': '$LATEST' }
}

async function* toChunks(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const piece of body) yield toFrame('PayloadChunk', 'application/octet-stream', piece)
}

const codec = new EventStreamCodec(
  (bytes) => (typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString()),
  (text) => Buffer.from(text),
)

// Source: https://smithy.io/2.0/aws/amazon-eventstream.html
function toFrame(event: string, contentType: string, body: Uint8Array): Uint8Array {
  return codec.encode({
    headers: {
      ':message-type': { type: 'string', value: 'event' },
      ':event-type': { type: 'string', value: event },
      ':content-type': { type: 'string', value: contentType },
    },
    body,
  })
}

async function readTail({ finished, lines, from }: LogTail): Promise<string> {
  await finished
  // Lines come through a pipe of their own; what was written before the answer is read in this turn.
  await turn()
  const bytes = Buffer.from(
    lines
      .slice(from)
      .map((line) => `${line}\n`)
      .join(''),
  )
  return bytes.subarray(-maxLogTailBytes).toString('base64')
}
