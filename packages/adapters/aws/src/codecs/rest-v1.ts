import type {
  Answer,
  BufferedAnswer,
  BufferedHttpCodec,
  DecodedRequest,
  HeaderRecord,
  RawBody,
  StreamHttpCodec,
} from '@rove/core/adapter'
import { toClientIp } from './client-ip.ts'
import { mergeHeaders, toHeaderMap } from './header-map.ts'
import { hostOf, schemeOf } from './origin.ts'
import { stripStage, toAbsolute } from './path.ts'
import { encodeDecoded, type QueryMap, toQuery } from './query.ts'
import { toRequestBody } from './request-body.ts'
import { encodeBody } from './response-body.ts'
import { checkJsonSize, lambdaLimit } from './response-limit.ts'
import { isObject } from './shape.ts'

/**
 * What is read of an API Gateway REST proxy event, which is also payload 1.0 of an HTTP API.
 * Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
 */
export interface RestV1Event {
  /** `1.0` on HTTP APIs; absent on REST APIs. */
  readonly version?: string | undefined
  readonly httpMethod: string
  /** Percent-encoded as received. */
  readonly path: string
  readonly headers?: HeaderRecord | null | undefined
  readonly multiValueHeaders?: HeaderRecord | null | undefined
  readonly queryStringParameters?: QueryMap
  readonly multiValueQueryStringParameters?: QueryMap
  readonly body?: string | null | undefined
  readonly isBase64Encoded?: boolean | undefined
  readonly requestContext: {
    readonly domainName?: string | undefined
    readonly stage?: string | undefined
    readonly identity?: { readonly sourceIp?: string | null | undefined } | null | undefined
  }
}

/** What API Gateway takes back. A field it does not know, such as `cookies`, would be answered with 502. */
export interface RestV1Result {
  readonly statusCode: number
  readonly headers: Readonly<Record<string, string>>
  readonly multiValueHeaders?: Readonly<Record<string, string[]>>
  readonly body: string
  readonly isBase64Encoded: boolean
}

/**
 * A streamed answer: what goes in front of the body, and the body.
 * Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode-lambda.html
 */
export interface RestV1Stream {
  readonly prelude: Pick<RestV1Result, 'statusCode' | 'headers' | 'multiValueHeaders'>
  readonly body: RawBody
}

const shape = {
  name: 'rest-v1',
  title: 'API Gateway REST API, or HTTP API with payload 1.0',
  trigger: 'request',
  matches(event: unknown): event is RestV1Event {
    if (!isObject(event) || typeof event.httpMethod !== 'string' || typeof event.path !== 'string') return false
    const context = event.requestContext
    if (!isObject(context) || isObject(context.elb)) return false
    // WebSocket and authorizer events look alike but for these fields.
    if (context.connectionId !== undefined || context.eventType !== undefined) return false
    return event.methodArn === undefined && event.type === undefined
  },
  decode(event: RestV1Event): DecodedRequest {
    const { requestContext } = event
    const headers = mergeHeaders(event.headers, event.multiValueHeaders)
    const path = toAbsolute(event.path)
    return {
      method: event.httpMethod.toUpperCase(),
      scheme: schemeOf(headers),
      host: hostOf(headers, requestContext.domainName),
      // An HTTP API leaves its named stage in the path; a REST API does not.
      path: event.version === '1.0' ? stripStage(path, requestContext.stage) : path,
      query: toQuery(event.queryStringParameters, event.multiValueQueryStringParameters, encodeDecoded),
      headers,
      body: toRequestBody(event.body, event.isBase64Encoded),
      clientIp: toClientIp(requestContext.identity?.sourceIp),
    }
  },
} as const

function toPrelude({ status, headers, cookies }: Answer): RestV1Stream['prelude'] {
  if (cookies.length === 0) return { statusCode: status, headers: toHeaderMap(headers) }
  return { statusCode: status, headers: toHeaderMap(headers), multiValueHeaders: { 'set-cookie': [...cookies] } }
}

/** Answers in one piece. */
export const restV1: BufferedHttpCodec<RestV1Event, RestV1Result> = {
  ...shape,
  answers: 'buffered',
  maxResponseBytes: lambdaLimit.bytes,
  encode(answer: BufferedAnswer): RestV1Result {
    const { text = '', isBase64 } = encodeBody(answer)
    const { statusCode, headers, multiValueHeaders } = toPrelude(answer)
    // Written out, because spreading one object into the next takes longer than all the rest.
    const result = multiValueHeaders
      ? { statusCode, headers, multiValueHeaders, body: text, isBase64Encoded: isBase64 }
      : { statusCode, headers, body: text, isBase64Encoded: isBase64 }
    return checkJsonSize(result, lambdaLimit)
  },
}

/** Streams the answer, for integrations whose response transfer mode is `STREAM`. */
export const restV1Stream: StreamHttpCodec<RestV1Event, RestV1Stream> = {
  ...shape,
  answers: 'stream',
  encode: (answer) => ({ prelude: toPrelude(answer), body: answer.body }),
}
