import { RoveError } from '@rove/core'
import type { BufferedAnswer, BufferedHttpCodec, ByteStream, DecodedRequest } from '@rove/core/adapter'
import { toClientIp } from './client-ip.ts'
import { hostOf, schemeOf } from './origin.ts'
import { toAbsolute } from './path.ts'
import { toRequestBody } from './request-body.ts'
import { encodeBody } from './response-body.ts'
import { type ResponseLimit, tooLarge } from './response-limit.ts'
import { isObject } from './shape.ts'
import { statusText } from './status-text.ts'

/** Headers of CloudFront: a list a name, so that repeated ones stay apart. */
export type EdgeHeaders = Readonly<
  Record<string, ReadonlyArray<{ readonly key?: string | undefined; readonly value: string }>>
>

/**
 * What is read of a Lambda@Edge request event.
 * Source: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-event-structure.html
 */
export interface EdgeEvent {
  readonly Records: ReadonlyArray<{
    readonly cf: {
      readonly config?: {
        readonly eventType?: string | undefined
        readonly distributionDomainName?: string | undefined
      }
      readonly request: {
        readonly method: string
        readonly uri: string
        readonly querystring?: string | undefined
        readonly clientIp?: string | undefined
        readonly headers?: EdgeHeaders | null | undefined
        readonly body?:
          | { readonly data: string; readonly encoding: string; readonly inputTruncated?: boolean | undefined }
          | null
          | undefined
      }
    }
  }>
}

/**
 * A response that the function makes in place of the origin.
 * Source: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-generating-http-responses-in-requests.html
 */
export interface EdgeResult {
  readonly status: string
  readonly statusDescription?: string
  readonly headers: Record<string, Array<{ key: string; value: string }>>
  readonly bodyEncoding?: 'text' | 'base64'
  readonly body?: string
}

// Source: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html#limits-lambda-at-edge;
// the origin's figure in bytes: https://github.com/aws-amplify/amplify-hosting/issues/2221
const viewerLimit: ResponseLimit = { bytes: 40_960, of: 'Lambda@Edge (viewer request)' }
const originLimit: ResponseLimit = { bytes: 1_048_576, of: 'Lambda@Edge (origin request)' }

// CloudFront answers 502 to a response that sets one of these.
// Source: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/edge-function-restrictions-all.html
const reserved =
  /^(?:connection|expect|keep-alive|proxy-.*|trailer|upgrade|x-accel-.*|x-amz-cf-.*|x-amzn-(?:auth|cf-.*|errortype|fle-profile|header-.*|lambda-integration-tag|requestid)|x-cache|x-edge-.*|x-forwarded-proto|x-real-ip|content-length|host|transfer-encoding|via)$/

/** Answers in one piece. Response events are not requests and are left alone. */
export const edge: BufferedHttpCodec<EdgeEvent, EdgeResult> = {
  name: 'edge',
  title: 'Lambda@Edge viewer request and origin request',
  trigger: 'request',
  answers: 'buffered',
  maxResponseBytes: originLimit.bytes,
  matches(event: unknown): event is EdgeEvent {
    if (!isObject(event) || !Array.isArray(event.Records)) return false
    const record: unknown = event.Records[0]
    if (!isObject(record) || !isObject(record.cf)) return false
    const { request, response } = record.cf
    if (!isObject(request) || response !== undefined) return false
    return typeof request.method === 'string' && typeof request.uri === 'string'
  },
  decode(event: EdgeEvent): DecodedRequest {
    const { request, config } = cfOf(event)
    const headers = toRecord(request.headers)
    return {
      method: request.method.toUpperCase(),
      scheme: schemeOf(headers),
      host: hostOf(headers, config?.distributionDomainName),
      path: toAbsolute(request.uri),
      query: request.querystring ?? '',
      headers,
      body: request.body?.inputTruncated
        ? truncated()
        : toRequestBody(request.body?.data, request.body?.encoding === 'base64'),
      clientIp: toClientIp(request.clientIp),
    }
  },
  encode(answer: BufferedAnswer, event: EdgeEvent): EdgeResult {
    const { text, isBase64 } = encodeBody(answer)
    const phrase = statusText(answer.status)
    const headers: EdgeResult['headers'] = {}
    for (const [key, value] of answer.headers) if (!reserved.test(key)) headers[key] = [{ key, value }]
    if (answer.cookies.length > 0) {
      headers['set-cookie'] = answer.cookies.map((value) => ({ key: 'set-cookie', value }))
    }
    const size = Buffer.byteLength(text ?? '') + sizeOf(headers)
    const limit = cfOf(event).config?.eventType === 'viewer-request' ? viewerLimit : originLimit
    if (size > limit.bytes) throw tooLarge(size, limit)
    return {
      status: String(answer.status),
      ...(phrase === undefined ? {} : { statusDescription: phrase }),
      headers,
      ...(text === undefined ? {} : { bodyEncoding: isBase64 ? 'base64' : 'text', body: text }),
    }
  },
}

function cfOf(event: EdgeEvent): EdgeEvent['Records'][number]['cf'] {
  return (event.Records[0] as EdgeEvent['Records'][number]).cf
}

function toRecord(headers: EdgeHeaders | null | undefined): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(headers ?? {}).map(([name, fields]) => [name, (fields ?? []).map(({ value }) => value)]),
  )
}

function sizeOf(headers: EdgeResult['headers']): number {
  let size = 0
  for (const name in headers) for (const { value } of headers[name] ?? []) size += name.length + value.length
  return size
}

// The answer must be 413, and only a handler's request can be answered: so reading the body is what fails.
// Source of the figures: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-at-edge-function-restrictions.html
async function* truncated(): ByteStream & AsyncGenerator<Uint8Array> {
  yield* []
  throw new RoveError(
    'ResourceExhausted',
    'The request body was cut off by Lambda@Edge, which passes on 40 KB to a viewer request and 1 MB to an origin request.',
    { status: 413, retryable: false },
  )
}
