import { STATUS_CODES } from 'node:http'
import type { Front, FrontResponse, FrontSettings, FunctionResult, ReceivedRequest } from './front.ts'
import { orFailed } from './payload-v2.ts'
import { headerValue, newRequestId, splitTarget } from './request-parts.ts'
import { isObject, MalformedResult, parsePayload, toBody, toStatus } from './result-parts.ts'

// A longer request body is cut and marked; a longer generated response is refused.
// Source: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html#limits-lambda-at-edge
const maxBodyBytes = 1024 * 1024
const maxResponseBytes = 1024 * 1024

// What CloudFront itself takes: 50 GB for a request; here the host's memory is the limit.
const maxReceivedBytes = 64 * 1024 * 1024

/**
 * CloudFront with Lambda@Edge on origin requests, with the body included and all viewer headers forwarded.
 * Source: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-event-structure.html
 */
export function edge({ clientIp }: FrontSettings): Front {
  const failed = (): FrontResponse => ownPage(503, 'The Lambda function failed.')
  return {
    title: 'Lambda@Edge, origin request',
    maxRequestBytes: maxReceivedBytes,
    // Source: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/RequestAndResponseBehaviorCustomOrigin.html
    refuse: ({ method, body }) =>
      method === 'GET' && body.byteLength > 0 ? ownPage(403, 'A GET request cannot have a body.') : undefined,
    toEvent: (request) => toEvent(request, clientIp),
    toResponse: (result) =>
      result.functionError
        ? failed()
        : orFailed(
            () => toResponse(result),
            () => ownPage(502, 'The Lambda function result failed validation.'),
          ),
    failed,
    timedOut: failed,
    tooLarge: () => ownPage(413, 'The request is too large.'),
  }
}

function toEvent(request: ReceivedRequest, clientIp: string): unknown {
  const { path, query } = splitTarget(request.target)
  const cut = request.body.subarray(0, maxBodyBytes)
  return {
    Records: [
      {
        cf: {
          config: {
            distributionDomainName: (headerValue(request, 'host') ?? '').replace(/:\d+$/, ''),
            distributionId: 'LOCALDISTRIBUTION',
            eventType: 'origin-request',
            requestId: newRequestId(),
          },
          request: {
            body: {
              action: 'read-only',
              data: cut.toString('base64'),
              encoding: 'base64',
              inputTruncated: cut.byteLength < request.body.byteLength,
            },
            clientIp,
            headers: toHeaderLists(request, clientIp),
            method: request.method,
            querystring: query,
            uri: path,
          },
        },
      },
    ],
  }
}

function toHeaderLists(
  request: ReceivedRequest,
  clientIp: string,
): Record<string, Array<{ key: string; value: string }>> {
  const lists = new Map<string, Array<{ key: string; value: string }>>()
  const before = request.headers.filter(([name]) => name.toLowerCase() === 'x-forwarded-for').map(([, value]) => value)
  const rest = request.headers.filter(([name]) => name.toLowerCase() !== 'x-forwarded-for')
  const forwarded = ['X-Forwarded-For', [...before, clientIp].join(', ')] as const
  for (const [key, value] of [...rest, forwarded, ['Via', '1.1 local (CloudFront)'] as const]) {
    const name = key.toLowerCase()
    lists.set(name, [...(lists.get(name) ?? []), { key, value }])
  }
  return Object.fromEntries(lists)
}

// Fields that a function must not set on an answer of its own.
// Source: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/edge-function-restrictions-all.html
const disallowed =
  /^(?:connection|expect|keep-alive|proxy-authenticate|proxy-authorization|proxy-connection|trailer|upgrade|via|transfer-encoding|x-accel-(?:buffering|charset|limit-rate|redirect)|x-amz-cf-.*|x-amzn-.*|x-cache|x-edge-.*|x-forwarded-proto|x-real-ip)$/

function toResponse({ payload }: FunctionResult): FrontResponse {
  const result = parsePayload(payload)
  if (!isObject(result) || payload.byteLength > maxResponseBytes) throw new MalformedResult('no object of at most 1 MB')
  if (!('status' in result) && 'uri' in result)
    return ownPage(502, 'The function passed the request on to the origin, and this host has none.')
  const status = toStatus(result.status)
  const description = result.statusDescription
  const encoding = result.bodyEncoding ?? 'text'
  if (encoding !== 'text' && encoding !== 'base64') throw new MalformedResult('bodyEncoding is neither text nor base64')
  return {
    status,
    reason: typeof description === 'string' ? description : STATUS_CODES[status],
    headers: toHeaders(result.headers),
    body: toBody(result.body, encoding === 'base64'),
  }
}

function toHeaders(headers: unknown): ReadonlyArray<readonly [string, string]> {
  if (headers === undefined || headers === null) return []
  if (!isObject(headers)) throw new MalformedResult('headers is not an object')
  return Object.entries(headers).flatMap(([name, list]) => {
    if (name !== name.toLowerCase() || disallowed.test(name)) throw new MalformedResult(`header ${name}`)
    if (!Array.isArray(list)) throw new MalformedResult(`headers.${name} is not a list`)
    return list.map((entry: unknown) => {
      if (!isObject(entry) || typeof entry.value !== 'string') throw new MalformedResult(`headers.${name}`)
      return [name, entry.value] as const
    })
  })
}

function ownPage(status: number, text: string): FrontResponse {
  const body = `<HTML><HEAD><TITLE>ERROR: The request could not be satisfied</TITLE></HEAD><BODY><H1>${status} ERROR</H1>${text}</BODY></HTML>\n`
  return {
    status,
    headers: [
      ['content-type', 'text/html'],
      ['server', 'CloudFront'],
    ],
    body: Buffer.from(body),
  }
}
