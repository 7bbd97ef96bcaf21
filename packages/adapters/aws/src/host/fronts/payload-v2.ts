import type { FrontResponse, FunctionResult, ReceivedRequest } from './front.ts'
import {
  commonLogTime,
  decodedQuery,
  headerValue,
  joined,
  lowerCased,
  newRequestId,
  splitTarget,
  toEventBody,
  withForwarded,
} from './request-parts.ts'
import {
  isObject,
  MalformedResult,
  parsePayload,
  type ResultObject,
  toBody,
  toHeaders,
  toSetCookies,
  toStatus,
  withContentType,
} from './result-parts.ts'

/** What differs between the two fronts that speak payload format 2.0. */
export interface PayloadV2Options {
  readonly rawPath: string
  readonly stage: string
  readonly clientIp: string
  readonly accountId: string
}

// Everything else is base64, forms included: that is what events of real APIs show.
const textTypes = /^\s*(?:text\/|application\/(?:json|javascript|xml|[\w.-]+\+(?:json|xml))\s*(?:;|$))/i

/**
 * The event of payload format 2.0. Repeated headers and parameters are joined by commas, cookies stand apart.
 * Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function toPayloadV2(
  request: ReceivedRequest,
  { rawPath, stage, clientIp, accountId }: PayloadV2Options,
): unknown {
  const { query } = splitTarget(request.target)
  const now = new Date()
  const headers = lowerCased(withForwarded(request, clientIp))
  const cookies = headers.filter(([name]) => name === 'cookie').flatMap(([, value]) => value.split(/;\s*/))
  const domainName = (headerValue(request, 'host') ?? '').replace(/:\d+$/, '')
  const domainPrefix = domainName.split('.')[0] ?? ''
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath,
    rawQueryString: query,
    ...(cookies.length > 0 ? { cookies } : {}),
    headers: joined(headers.filter(([name]) => name !== 'cookie')),
    ...(query === '' ? {} : { queryStringParameters: joined(decodedQuery(query)) }),
    requestContext: {
      accountId,
      apiId: domainPrefix,
      domainName,
      domainPrefix,
      http: {
        method: request.method,
        path: rawPath,
        protocol: 'HTTP/1.1',
        sourceIp: clientIp,
        userAgent: headerValue(request, 'user-agent') ?? '',
      },
      requestId: newRequestId(),
      routeKey: '$default',
      stage,
      time: commonLogTime(now),
      timeEpoch: now.getTime(),
    },
    ...(request.body.byteLength > 0 ? toEventBody(request, textTypes) : { isBase64Encoded: false }),
  }
}

/**
 * A result of payload format 2.0 as a response. A result without a `statusCode` is a body of its own, and so is a
 * payload that is no JSON object at all.
 * @throws MalformedResult
 */
export function fromPayloadV2({ payload }: FunctionResult, defaultContentType: string): FrontResponse {
  const result = parsePayload(payload)
  if (!isObject(result) || !('statusCode' in result))
    return { status: 200, headers: [['content-type', 'application/json']], body: payload }
  return { ...fromMetadata(result, defaultContentType), body: toBody(result.body, result.isBase64Encoded) }
}

/** Status, headers and cookies of a result or of a stream's metadata. */
export function fromMetadata(result: ResultObject, defaultContentType: string): Omit<FrontResponse, 'body'> {
  const headers = [...toHeaders(result.headers), ...toSetCookies(result.cookies)]
  return {
    status: toStatus('statusCode' in result ? result.statusCode : 200),
    headers: withContentType(headers, defaultContentType),
  }
}

/** Runs a conversion; what the function got wrong becomes the front's answer. */
export function orFailed(convert: () => FrontResponse, failed: () => FrontResponse): FrontResponse {
  try {
    return convert()
  } catch (error) {
    if (error instanceof MalformedResult) return failed()
    throw error
  }
}
