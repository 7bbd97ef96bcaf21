import type { Front, FrontResponse, FrontSettings, ReceivedRequest } from './front.ts'
import { fromPayloadV2, orFailed, toPayloadV2 } from './payload-v2.ts'
import { decodePath, headerValue, splitTarget } from './request-parts.ts'
import { ownJson } from './result-parts.ts'

/**
 * An API Gateway HTTP API with payload format 2.0. The path arrives decoded, and is cut at a decoded `?`; a named
 * stage stands in front of it.
 * Sources: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html,
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html (10 MB, 30 s), and for the path
 * captures of live APIs in https://github.com/middleapi/standard-server/pull/93
 */
export function httpApi({ clientIp, stage = '$default' }: FrontSettings): Front {
  const failed = (): FrontResponse => ownJson(500, '{"message":"Internal Server Error"}')
  const toPath = (request: ReceivedRequest): string => {
    const path = decodePath(splitTarget(request.target).path).split('?')[0] ?? ''
    return stage === '$default' ? path : `/${stage}${path}`
  }
  return {
    title: 'HTTP API',
    maxRequestBytes: 10 * 1024 * 1024,
    patience: 30_000,
    toEvent: (request) =>
      toPayloadV2(withLength(request), { rawPath: toPath(request), stage, clientIp, accountId: '123456789012' }),
    toResponse: (result) =>
      result.functionError ? failed() : orFailed(() => fromPayloadV2(result, 'text/plain; charset=utf-8'), failed),
    failed,
    timedOut: () => ownJson(503, '{"message":"Service Unavailable"}'),
    tooLarge: () => ownJson(413, '{"message":"Request Entity Too Large"}'),
  }
}

// Events of real HTTP APIs state the length of every request, `0` without a body.
function withLength(request: ReceivedRequest): ReceivedRequest {
  if (headerValue(request, 'content-length') !== undefined) return request
  return { ...request, headers: [...request.headers, ['content-length', String(request.body.byteLength)]] }
}
