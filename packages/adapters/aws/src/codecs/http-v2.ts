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
import { toHeaderMap } from './header-map.ts'
import { hostOf, schemeOf } from './origin.ts'
import { stripStage, toAbsolute } from './path.ts'
import { toRequestBody } from './request-body.ts'
import { encodeBody } from './response-body.ts'
import { checkJsonSize, lambdaLimit } from './response-limit.ts'
import { isObject } from './shape.ts'

/**
 * What is read of payload 2.0, which HTTP APIs and function URLs send.
 * Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export interface HttpV2Event {
  readonly version?: string | undefined
  readonly routeKey?: string | undefined
  /** Starts with the stage's name unless that is `$default`. */
  readonly rawPath: string
  readonly rawQueryString?: string | null | undefined
  readonly cookies?: readonly string[] | null | undefined
  readonly headers?: HeaderRecord | null | undefined
  readonly body?: string | null | undefined
  readonly isBase64Encoded?: boolean | undefined
  readonly requestContext: {
    readonly domainName?: string | undefined
    readonly stage?: string | undefined
    readonly http: { readonly method: string; readonly sourceIp?: string | undefined }
  }
}

/** What HTTP APIs and function URLs take back. Cookies have a field of their own. */
export interface HttpV2Result {
  readonly statusCode: number
  readonly headers: Readonly<Record<string, string>>
  readonly cookies?: string[]
  readonly body: string
  readonly isBase64Encoded: boolean
}

/**
 * A streamed answer: what goes in front of the body, and the body.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/response-streaming-tutorial.html
 */
export interface HttpV2Stream {
  readonly prelude: Pick<HttpV2Result, 'statusCode' | 'headers' | 'cookies'>
  readonly body: RawBody
}

const shape = {
  name: 'http-v2',
  title: 'API Gateway HTTP API (payload 2.0) and Lambda function URL',
  trigger: 'request',
  matches(event: unknown): event is HttpV2Event {
    if (!isObject(event) || typeof event.rawPath !== 'string') return false
    const context = event.requestContext
    if (!isObject(context) || !isObject(context.http) || typeof context.http.method !== 'string') return false
    // A Lambda authorizer of an HTTP API gets the same fields and these.
    return event.routeArn === undefined && event.type === undefined
  },
  decode(event: HttpV2Event): DecodedRequest {
    const { requestContext, headers } = event
    return {
      method: requestContext.http.method.toUpperCase(),
      scheme: schemeOf(headers),
      host: hostOf(headers, requestContext.domainName),
      path: pathOf(event),
      query: event.rawQueryString ?? '',
      headers,
      cookies: Array.isArray(event.cookies) ? event.cookies : undefined,
      body: toRequestBody(event.body, event.isBase64Encoded),
      clientIp: toClientIp(requestContext.http.sourceIp),
    }
  },
} as const

function pathOf(event: HttpV2Event): string {
  const { stage, domainName } = event.requestContext
  const raw = toAbsolute(event.rawPath)
  const path = isStagePartOfRoute(event.routeKey, stage, raw) ? raw : stripStage(raw, stage)
  // An HTTP API hands the path over decoded, so a lone `%` is text there; a function URL hands it over as it was sent.
  if (!path.includes('%') || domainName?.includes('.lambda-url.')) return path
  return path.replace(/%(?![\da-f]{2})/gi, '%25')
}

// A route such as `GET /dev/x` on the stage `dev`: only a path that has the name twice starts with the stage.
function isStagePartOfRoute(routeKey: string | undefined, stage: string | undefined, path: string): boolean {
  if (stage === undefined || stage === '$default' || !routeKey) return false
  const route = routeKey.slice(routeKey.indexOf(' ') + 1)
  const named = `/${stage}`
  return (route === named || route.startsWith(`${named}/`)) && !`${path}/`.startsWith(`${named}${named}/`)
}

function toPrelude({ status, headers, cookies }: Answer): HttpV2Stream['prelude'] {
  if (cookies.length === 0) return { statusCode: status, headers: toHeaderMap(headers) }
  return { statusCode: status, headers: toHeaderMap(headers), cookies: [...cookies] }
}

/** Answers in one piece. */
export const httpV2: BufferedHttpCodec<HttpV2Event, HttpV2Result> = {
  ...shape,
  answers: 'buffered',
  maxResponseBytes: lambdaLimit.bytes,
  encode(answer: BufferedAnswer): HttpV2Result {
    const { text = '', isBase64 } = encodeBody(answer)
    const { statusCode, headers, cookies } = toPrelude(answer)
    // Written out, because spreading one object into the next takes longer than all the rest.
    const result = cookies
      ? { statusCode, headers, cookies, body: text, isBase64Encoded: isBase64 }
      : { statusCode, headers, body: text, isBase64Encoded: isBase64 }
    return checkJsonSize(result, lambdaLimit)
  },
}

/** Streams the answer, for function URLs whose invoke mode is `RESPONSE_STREAM`. */
export const httpV2Stream: StreamHttpCodec<HttpV2Event, HttpV2Stream> = {
  ...shape,
  answers: 'stream',
  encode: (answer) => ({ prelude: toPrelude(answer), body: answer.body }),
}
