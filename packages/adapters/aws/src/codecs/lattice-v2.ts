import type { BufferedHttpCodec, DecodedRequest, HeaderRecord } from '@rove/core/adapter'
import { lastForwardedFor } from './client-ip.ts'
import { headerValues } from './header-map.ts'
import { type LatticeResult, toLatticeResult } from './lattice-answer.ts'
import { hostOf, schemeOf } from './origin.ts'
import { splitTarget } from './path.ts'
import { keepEncoded, type QueryMap, toQuery } from './query.ts'
import { toRequestBody } from './request-body.ts'
import { lambdaLimit } from './response-limit.ts'
import { isObject } from './shape.ts'

/**
 * What is read of VPC Lattice's event structure V2.
 * Source: https://docs.aws.amazon.com/vpc-lattice/latest/ug/lambda-functions.html#receive-event-from-service
 */
export interface LatticeV2Event {
  readonly method: string
  /** Path and query as received. */
  readonly path: string
  readonly headers?: HeaderRecord | null | undefined
  readonly queryStringParameters?: QueryMap
  /** The spelling that some published samples have. */
  readonly query_string_parameters?: QueryMap
  readonly body?: string | null | undefined
  readonly isBase64Encoded?: boolean | undefined
  readonly requestContext: {
    readonly serviceArn?: string | undefined
    readonly serviceNetworkArn?: string | undefined
    readonly targetGroupArn?: string | undefined
  }
}

/** Answers in one piece. */
export const latticeV2: BufferedHttpCodec<LatticeV2Event, LatticeResult> = {
  name: 'lattice-v2',
  title: 'VPC Lattice, event structure V2',
  trigger: 'request',
  answers: 'buffered',
  maxResponseBytes: lambdaLimit.bytes,
  matches(event: unknown): event is LatticeV2Event {
    if (!isObject(event) || typeof event.method !== 'string' || typeof event.path !== 'string') return false
    const context = event.requestContext
    if (!isObject(context)) return false
    return typeof (context.serviceArn ?? context.serviceNetworkArn ?? context.targetGroupArn) === 'string'
  },
  decode(event: LatticeV2Event): DecodedRequest {
    const { headers } = event
    const { path, query } = splitTarget(event.path)
    const map = event.queryStringParameters ?? event.query_string_parameters
    return {
      method: event.method.toUpperCase(),
      scheme: schemeOf(headers),
      host: hostOf(headers),
      path,
      query: query ?? toQuery(map, undefined, keepEncoded),
      headers,
      body: toRequestBody(event.body, event.isBase64Encoded),
      clientIp: lastForwardedFor(headerValues(headers, 'x-forwarded-for')),
    }
  },
  encode: toLatticeResult,
}
