import { InvokeCommand, InvokeWithResponseStreamCommand, LambdaClient } from '@aws-sdk/client-lambda'
import type { FunctionResult, StreamedResult } from './fronts/front.ts'
import { FunctionFailure } from './function-failure.ts'

/** The genuine SDK, talking to the Invoke API of this host. */
export interface FunctionClient {
  /** Rejects with the SDK's error when Lambda refuses the call. */
  invoke(event: unknown, log?: 'Tail'): Promise<FunctionResult & { readonly log: string }>
  /** The stream throws a {@link FunctionFailure} when the function fails on the way. */
  invokeStreaming(event: unknown): Promise<StreamedResult>
  close(): void
}

/** A client that can also hand events over without waiting for the function. */
export interface EventClient extends FunctionClient {
  /** Gives the id under which Lambda runs the invocation. Rejects with the SDK's error when Lambda refuses the call. */
  invokeAsync(event: unknown): Promise<string>
}

/** Makes a client for one function behind an endpoint on loopback. */
export function createFunctionClient(endpoint: string, FunctionName: string): EventClient {
  const client = new LambdaClient({
    endpoint,
    region: 'us-east-1',
    // They sign requests that nobody checks.
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
    requestHandler: { httpAgent: { keepAlive: true, maxSockets: 512 } },
  })
  return {
    async invoke(event, log) {
      const Payload = Buffer.from(JSON.stringify(event))
      const output = await client.send(new InvokeCommand({ FunctionName, Payload, LogType: log ?? 'None' }))
      return {
        payload: Buffer.from(output.Payload ?? []),
        functionError: output.FunctionError,
        log: Buffer.from(output.LogResult ?? '', 'base64').toString(),
      }
    },
    async invokeStreaming(event) {
      const Payload = Buffer.from(JSON.stringify(event))
      const reader = new AbortController()
      const output = await client.send(new InvokeWithResponseStreamCommand({ FunctionName, Payload }), {
        abortSignal: reader.signal,
      })
      if (!output.EventStream) throw new Error('InvokeWithResponseStream gave no event stream.')
      return { contentType: output.ResponseStreamContentType ?? '', body: toBody(output.EventStream, reader) }
    },
    async invokeAsync(event) {
      const Payload = Buffer.from(JSON.stringify(event))
      const { $metadata } = await client.send(new InvokeCommand({ FunctionName, Payload, InvocationType: 'Event' }))
      return $metadata.requestId ?? ''
    },
    close: () => client.destroy(),
  }
}

type StreamEvent = {
  readonly PayloadChunk?: { readonly Payload?: Uint8Array | undefined } | undefined
  readonly InvokeComplete?:
    | { readonly ErrorCode?: string | undefined; readonly ErrorDetails?: string | undefined }
    | undefined
}

async function* toBody(events: AsyncIterable<StreamEvent>, reader: AbortController): AsyncGenerator<Uint8Array> {
  try {
    for await (const { PayloadChunk, InvokeComplete } of events) {
      if (PayloadChunk?.Payload) yield PayloadChunk.Payload
      if (InvokeComplete?.ErrorCode)
        throw new FunctionFailure(InvokeComplete.ErrorCode, Buffer.from(InvokeComplete.ErrorDetails ?? ''))
    }
  } finally {
    // Leaving the SDK's event stream early does not end its connection; this does.
    reader.abort()
  }
}
