import type { BufferedAnswer, BufferedHttpCodec, DecodedRequest, HeaderRecord } from '@rove/core/adapter'
import { lastForwardedFor } from './client-ip.ts'
import { headerValues, mergeHeaders, toHeaderMap } from './header-map.ts'
import { letterCases } from './letter-cases.ts'
import { hostOf, schemeOf } from './origin.ts'
import { toAbsolute } from './path.ts'
import { keepEncoded, type QueryMap, toQuery } from './query.ts'
import { toRequestBody } from './request-body.ts'
import { encodeBody } from './response-body.ts'
import { checkJsonSize, type ResponseLimit } from './response-limit.ts'
import { isObject } from './shape.ts'
import { statusText } from './status-text.ts'

/**
 * What is read of an Application Load Balancer's event. The target group's setting `lambda.multi_value_headers.enabled`
 * decides whether the maps of lists or the others are there.
 * Source: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html
 */
export interface AlbEvent {
  readonly httpMethod: string
  /** Percent-encoded as received. */
  readonly path: string
  readonly headers?: HeaderRecord | null | undefined
  readonly multiValueHeaders?: HeaderRecord | null | undefined
  /** Percent-encoded as received. */
  readonly queryStringParameters?: QueryMap
  /** Percent-encoded as received. */
  readonly multiValueQueryStringParameters?: QueryMap
  readonly body?: string | null | undefined
  readonly isBase64Encoded?: boolean | undefined
  readonly requestContext: { readonly elb: object }
}

/** What the load balancer takes back: one of the two header maps, the one that its setting makes it read. */
export interface AlbResult {
  readonly statusCode: number
  readonly statusDescription?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly multiValueHeaders?: Readonly<Record<string, string[]>>
  readonly body: string
  readonly isBase64Encoded: boolean
}

// "The maximum size of the response JSON that the Lambda function can send is 1 MB."
// Source: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html
const limit: ResponseLimit = { bytes: 1_048_576, of: 'an Application Load Balancer' }

/** Answers in one piece, in the header mode of the request. */
export const alb: BufferedHttpCodec<AlbEvent, AlbResult> = {
  name: 'alb',
  title: 'Application Load Balancer',
  trigger: 'request',
  answers: 'buffered',
  maxResponseBytes: limit.bytes,
  matches(event: unknown): event is AlbEvent {
    if (!isObject(event) || typeof event.httpMethod !== 'string' || typeof event.path !== 'string') return false
    return isObject(event.requestContext) && isObject(event.requestContext.elb)
  },
  decode(event: AlbEvent): DecodedRequest {
    const headers = mergeHeaders(event.headers, event.multiValueHeaders)
    return {
      method: event.httpMethod.toUpperCase(),
      scheme: schemeOf(headers),
      host: hostOf(headers),
      path: toAbsolute(event.path),
      query: toQuery(event.queryStringParameters, event.multiValueQueryStringParameters, keepEncoded),
      headers,
      body: toRequestBody(event.body, event.isBase64Encoded),
      clientIp: lastForwardedFor(headerValues(headers, 'x-forwarded-for')),
    }
  },
  encode(answer: BufferedAnswer, event: AlbEvent): AlbResult {
    const { text = '', isBase64 } = encodeBody(answer)
    const phrase = statusText(answer.status)
    const result = {
      statusCode: answer.status,
      ...(phrase === undefined ? {} : { statusDescription: `${answer.status} ${phrase}` }),
      ...(event.multiValueHeaders ? { multiValueHeaders: toLists(answer) } : { headers: toSingles(answer) }),
      body: text,
      isBase64Encoded: isBase64,
    }
    return checkJsonSize(result, limit)
  },
}

function toLists(answer: BufferedAnswer): Record<string, string[]> {
  const lists: Record<string, string[]> = Object.fromEntries(answer.headers.map(([name, value]) => [name, [value]]))
  if (answer.cookies.length > 0) lists['set-cookie'] = [...answer.cookies]
  return lists
}

// A map of single values has room for one `set-cookie`, but the load balancer tells names apart by their case and
// sends each on. Source: https://github.com/Kludex/mangum/issues/185
function toSingles(answer: BufferedAnswer): Record<string, string> {
  const singles = toHeaderMap(answer.headers)
  if (answer.cookies.length === 0) return singles
  const names = letterCases('set-cookie')
  for (const cookie of answer.cookies) singles[names.next().value as string] = cookie
  return singles
}
