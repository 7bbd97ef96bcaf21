import { maxRequestBytes } from '../lambda-limits.ts'
import type { Front, FrontResponse, FrontSettings, FunctionResult, ReceivedRequest } from './front.ts'
import { orFailed } from './payload-v2.ts'
import {
  decodedQuery,
  group,
  headerValue,
  joined,
  last,
  lowerCased,
  splitTarget,
  toEventBody,
} from './request-parts.ts'
import { isObject, MalformedResult, ownJson, parsePayload, toBody, toHeaders, toStatus } from './result-parts.ts'

const textTypes = /^\s*(?:text\/|application\/(?:json|javascript|xml)\s*(?:;|$))/i

/** VPC Lattice with event structure version 1: the path with its query, one text a header. */
export function latticeV1({ clientIp }: FrontSettings): Front {
  return lattice('VPC Lattice v1', (request) => {
    const { query } = splitTarget(request.target)
    const { body, isBase64Encoded } = toEventBody(request, textTypes)
    return {
      raw_path: request.target,
      method: request.method,
      headers: joined(toHeaderPairs(request, clientIp)),
      query_string_parameters: last(decodedQuery(query)),
      body,
      is_base64_encoded: isBase64Encoded,
    }
  })
}

/** VPC Lattice with event structure version 2: the path with its query, lists of values. */
export function latticeV2({ clientIp }: FrontSettings): Front {
  return lattice('VPC Lattice v2', (request) => {
    const { query } = splitTarget(request.target)
    return {
      version: '2.0',
      path: request.target,
      method: request.method,
      headers: group(toHeaderPairs(request, clientIp)),
      queryStringParameters: group(decodedQuery(query)),
      ...(request.body.byteLength > 0 ? toEventBody(request, textTypes) : { body: null, isBase64Encoded: false }),
      requestContext: {
        serviceNetworkArn: 'arn:aws:vpc-lattice:us-east-1:123456789012:servicenetwork/sn-0123456789abcdef0',
        serviceArn: 'arn:aws:vpc-lattice:us-east-1:123456789012:service/svc-0123456789abcdef0',
        targetGroupArn: 'arn:aws:vpc-lattice:us-east-1:123456789012:targetgroup/tg-0123456789abcdef0',
        identity: { sourceVpcArn: 'arn:aws:ec2:us-east-1:123456789012:vpc/vpc-0123456789abcdef0' },
        region: 'us-east-1',
        // Microseconds, as text.
        timeEpoch: `${Date.now()}000`,
      },
    }
  })
}

function toHeaderPairs(request: ReceivedRequest, clientIp: string): ReadonlyArray<readonly [string, string]> {
  const before = headerValue(request, 'x-forwarded-for')
  const forwarded = before === undefined ? clientIp : `${before}, ${clientIp}`
  const rest = lowerCased(request.headers).filter(([name]) => name !== 'x-forwarded-for')
  return [...rest, ['x-forwarded-for', forwarded]]
}

// Source: https://docs.aws.amazon.com/vpc-lattice/latest/ug/lambda-functions.html (6 MB each way)
function lattice(title: string, toEvent: Front['toEvent']): Front {
  const failed = (): FrontResponse => ownJson(502, '{"message":"Bad Gateway"}')
  const toResponse = ({ payload }: FunctionResult): FrontResponse => {
    const result = parsePayload(payload)
    if (!isObject(result)) throw new MalformedResult('the result is no object')
    const description = result.statusDescription
    return {
      status: toStatus(result.statusCode),
      reason: typeof description === 'string' ? description.replace(/^\d+ /, '') : undefined,
      headers: toHeaders(result.headers),
      body: toBody(result.body, result.isBase64Encoded),
    }
  }
  return {
    title,
    maxRequestBytes,
    toEvent,
    toResponse: (result) => (result.functionError ? failed() : orFailed(() => toResponse(result), failed)),
    failed,
    timedOut: failed,
    tooLarge: () => ownJson(413, '{"message":"Payload Too Large"}'),
  }
}
