import { FunctionFailure } from '../function-failure.ts'
import { maxRequestBytes } from '../lambda-limits.ts'
import type { Front, FrontResponse, FrontSettings, StreamedResult } from './front.ts'
import { fromMetadata, fromPayloadV2, orFailed, toPayloadV2 } from './payload-v2.ts'
import { begun, preludeContentType, readPrelude } from './prelude.ts'
import { splitTarget } from './request-parts.ts'
import { MalformedResult, ownJson } from './result-parts.ts'

/**
 * A Lambda function URL. The path arrives as it was sent.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html
 */
export function functionUrl({ clientIp, invokeMode }: FrontSettings): Front {
  const failed = (): FrontResponse => ownJson(502, 'Internal Server Error')
  return {
    title: invokeMode === 'RESPONSE_STREAM' ? 'function URL, streaming' : 'function URL',
    maxRequestBytes,
    toEvent: (request) =>
      toPayloadV2(request, {
        rawPath: splitTarget(request.target).path,
        stage: '$default',
        clientIp,
        accountId: 'anonymous',
      }),
    toResponse: (result) =>
      result.functionError ? failed() : orFailed(() => fromPayloadV2(result, 'application/json'), failed),
    ...(invokeMode === 'RESPONSE_STREAM' ? { toStreamedResponse } : {}),
    failed,
    // A function URL waits as long as the function may take, so that this is the function's own timeout.
    timedOut: failed,
    tooLarge: () => ownJson(413, '{"message":"Request Entity Too Large"}'),
  }
}

async function toStreamedResponse(result: StreamedResult): Promise<FrontResponse> {
  // A stream without metadata, and the answer of a function that does not stream, go out as they are.
  if (result.contentType !== preludeContentType)
    return { status: 200, headers: [['content-type', result.contentType]], body: await begun(result.body) }
  const { prelude, body } = await readPrelude(result)
  try {
    return { ...fromMetadata(prelude, 'application/octet-stream'), body }
  } catch (error) {
    if (!(error instanceof MalformedResult)) throw error
    throw new FunctionFailure('Runtime.InvalidPrelude', Buffer.from(error.message))
  }
}
