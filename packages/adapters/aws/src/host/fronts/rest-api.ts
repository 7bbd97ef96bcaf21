import { FunctionFailure } from '../function-failure.ts'
import type { Front, FrontResponse, FrontSettings, FunctionResult, ReceivedRequest, StreamedResult } from './front.ts'
import { orFailed } from './payload-v2.ts'
import { readPrelude } from './prelude.ts'
import {
  commonLogTime,
  decodedQuery,
  group,
  headerValue,
  last,
  newRequestId,
  splitTarget,
  withForwarded,
} from './request-parts.ts'
import {
  isObject,
  MalformedResult,
  ownJson,
  parsePayload,
  type ResultObject,
  toBody,
  toHeaderLists,
  toHeaders,
  toSetCookies,
  toStatus,
  withContentType,
} from './result-parts.ts'

/**
 * An API Gateway REST API with Lambda proxy integration, a `{proxy+}` resource and binary media types of all kinds.
 * Sources: https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html,
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html (10 MB, 29 s)
 */
export function restApi({ clientIp, stage = 'prod', invokeMode }: FrontSettings): Front {
  const failed = (): FrontResponse =>
    ownJson(502, '{"message": "Internal server error"}', { 'x-amzn-errortype': 'InternalServerErrorException' })
  return {
    title: invokeMode === 'RESPONSE_STREAM' ? 'REST API, streaming' : 'REST API',
    maxRequestBytes: 10 * 1024 * 1024,
    patience: 29_000,
    toEvent: (request) => toEvent(request, clientIp, stage),
    toResponse: (result) => (result.functionError ? failed() : orFailed(() => toResponse(result), failed)),
    ...(invokeMode === 'RESPONSE_STREAM' ? { toStreamedResponse } : {}),
    failed,
    timedOut: () => ownJson(504, '{"message": "Endpoint request timed out"}'),
    tooLarge: () => ownJson(413, '{"message":"Request Too Long"}'),
  }
}

function toEvent(request: ReceivedRequest, clientIp: string, stage: string): unknown {
  const { path, query } = splitTarget(request.target)
  const headers = withForwarded(request, clientIp)
  const parameters = decodedQuery(query)
  const now = new Date()
  const domainName = (headerValue(request, 'host') ?? '').replace(/:\d+$/, '')
  const domainPrefix = domainName.split('.')[0] ?? ''
  const empty = request.body.byteLength === 0
  return {
    resource: '/{proxy+}',
    path,
    httpMethod: request.method,
    // Names are told apart by their case, as this kind of API does.
    headers: last(headers),
    multiValueHeaders: group(headers),
    queryStringParameters: parameters.length > 0 ? last(parameters) : null,
    multiValueQueryStringParameters: parameters.length > 0 ? group(parameters) : null,
    pathParameters: { proxy: path.replace(/^\//, '') },
    stageVariables: null,
    requestContext: {
      accountId: '123456789012',
      apiId: domainPrefix,
      domainName,
      domainPrefix,
      extendedRequestId: newRequestId(),
      httpMethod: request.method,
      identity: { ...noIdentity, sourceIp: clientIp, userAgent: headerValue(request, 'user-agent') ?? null },
      path: `/${stage}${path}`,
      protocol: 'HTTP/1.1',
      requestId: newRequestId(),
      requestTime: commonLogTime(now),
      requestTimeEpoch: now.getTime(),
      resourceId: 'proxy1',
      resourcePath: '/{proxy+}',
      stage,
    },
    // With the binary media type */* every body is taken for binary.
    // Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings-workflow.html
    body: empty ? null : request.body.toString('base64'),
    isBase64Encoded: !empty,
  }
}

const noIdentity = {
  accessKey: null,
  accountId: null,
  caller: null,
  cognitoAuthenticationProvider: null,
  cognitoAuthenticationType: null,
  cognitoIdentityId: null,
  cognitoIdentityPoolId: null,
  principalOrgId: null,
  user: null,
  userArn: null,
}

const allowedKeys = ['statusCode', 'headers', 'multiValueHeaders', 'body', 'isBase64Encoded']

function toResponse({ payload }: FunctionResult): FrontResponse {
  const result = parsePayload(payload)
  if (!isObject(result) || !('statusCode' in result)) throw new MalformedResult('there is no statusCode')
  const unknown = Object.keys(result).find((key) => !allowedKeys.includes(key))
  if (unknown) throw new MalformedResult(`${unknown} is no key of a result`)
  return {
    status: toStatus(result.statusCode),
    headers: withContentType(toAllHeaders(result), 'application/json'),
    body: toBody(result.body, result.isBase64Encoded),
  }
}

// When a name is in both maps, only the values of the list count (same document).
function toAllHeaders(result: ResultObject): ReadonlyArray<readonly [string, string]> {
  const lists = toHeaderLists(result.multiValueHeaders)
  const listed = new Set(lists.map(([name]) => name))
  return [...toHeaders(result.headers).filter(([name]) => !listed.has(name)), ...lists].map(remapped)
}

// Fields that API Gateway keeps for itself come back under another name.
// Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
const reserved = ['authorization', 'connection', 'content-md5', 'date', 'host', 'server', 'www-authenticate']

function remapped([name, value]: readonly [string, string]): readonly [string, string] {
  return reserved.includes(name) ? [`x-amzn-remapped-${name}`, value] : [name, value]
}

/**
 * Streaming has metadata in front of the body, which here may hold cookies.
 * Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode-lambda.html
 */
async function toStreamedResponse(result: StreamedResult): Promise<FrontResponse> {
  const { prelude, body } = await readPrelude(result)
  try {
    const headers = [...toAllHeaders(prelude), ...toSetCookies(prelude.cookies)]
    return {
      status: toStatus('statusCode' in prelude ? prelude.statusCode : 200),
      headers: withContentType(headers, 'application/json'),
      body,
    }
  } catch (error) {
    if (!(error instanceof MalformedResult)) throw error
    throw new FunctionFailure('Runtime.InvalidPrelude', Buffer.from(error.message))
  }
}
