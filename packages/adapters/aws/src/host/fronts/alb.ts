import type { Front, FrontResponse, FrontSettings, FunctionResult, ReceivedRequest } from './front.ts'
import { orFailed } from './payload-v2.ts'
import { group, last, lowerCased, rawQuery, splitTarget, toEventBody, withForwarded } from './request-parts.ts'
import {
  isObject,
  MalformedResult,
  parsePayload,
  toBody,
  toHeaderLists,
  toHeaders,
  toStatus,
  withContentType,
} from './result-parts.ts'

// Both the request body and the response JSON.
// Source: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html
const maxBytes = 1024 * 1024

const textTypes = /^\s*(?:text\/|application\/(?:json|javascript|xml)\s*(?:;|$))/i

const targetGroupArn = 'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/local-function/0123456789abcdef'

/** An Application Load Balancer whose target group has one value a header: the last one counts. */
export function alb({ clientIp }: FrontSettings): Front {
  return loadBalancer({
    title: 'ALB',
    toEvent: (request) => {
      const { query } = splitTarget(request.target)
      return {
        ...common(request),
        queryStringParameters: last(rawQuery(query)),
        headers: last(lowerCased(withForwarded(request, clientIp))),
        ...toEventBody(request, textTypes),
      }
    },
    readHeaders: (result) => toHeaders(result.headers),
  })
}

/** An Application Load Balancer whose target group has multi-value headers enabled. */
export function albMultiValue({ clientIp }: FrontSettings): Front {
  return loadBalancer({
    title: 'ALB, multi-value',
    toEvent: (request) => {
      const { query } = splitTarget(request.target)
      return {
        ...common(request),
        multiValueQueryStringParameters: group(rawQuery(query)),
        multiValueHeaders: group(lowerCased(withForwarded(request, clientIp))),
        ...toEventBody(request, textTypes),
      }
    },
    readHeaders: (result) => toHeaderLists(result.multiValueHeaders),
  })
}

function common(request: ReceivedRequest): object {
  const { path } = splitTarget(request.target)
  return { requestContext: { elb: { targetGroupArn } }, httpMethod: request.method, path }
}

interface LoadBalancer {
  readonly title: string
  readonly toEvent: Front['toEvent']
  /** Reads the one of the two header maps that the target group's mode names; the other is not looked at. */
  readonly readHeaders: (result: Readonly<Record<string, unknown>>) => ReadonlyArray<readonly [string, string]>
}

function loadBalancer({ title, toEvent, readHeaders }: LoadBalancer): Front {
  const failed = (): FrontResponse => ownPage(502, 'Bad Gateway')
  const toResponse = ({ payload }: FunctionResult): FrontResponse => {
    const result = parsePayload(payload)
    if (payload.byteLength > maxBytes || !isObject(result)) throw new MalformedResult('no object of at most 1 MB')
    const description = result.statusDescription
    return {
      status: toStatus(result.statusCode),
      reason: typeof description === 'string' ? description.replace(/^\d+ /, '') : undefined,
      headers: withContentType(readHeaders(result), 'application/octet-stream'),
      body: toBody(result.body, result.isBase64Encoded),
    }
  }
  return {
    title,
    maxRequestBytes: maxBytes,
    toEvent,
    // Function errors, timeouts among them, are 502.
    // Source: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html
    toResponse: (result) => (result.functionError ? failed() : orFailed(() => toResponse(result), failed)),
    failed,
    timedOut: failed,
    tooLarge: () => ownPage(413, 'Request Entity Too Large'),
  }
}

function ownPage(status: number, reason: string): FrontResponse {
  const title = `${status} ${reason}`
  const page = `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n</body>\r\n</html>\r\n`
  return {
    status,
    headers: [
      ['content-type', 'text/html'],
      ['server', 'awselb/2.0'],
    ],
    body: Buffer.from(page),
  }
}
