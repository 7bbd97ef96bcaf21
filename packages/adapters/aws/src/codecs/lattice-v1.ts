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
 * What is read of VPC Lattice's event structure V1.
 * Source: https://docs.aws.amazon.com/vpc-lattice/latest/ug/lambda-functions.html#receive-event-from-service
 */
export interface LatticeV1Event {
  readonly method: string
  /** Path and query as received. */
  readonly raw_path: string
  readonly headers?: HeaderRecord | null | undefined
  /** The last value of each key. */
  readonly query_string_parameters?: QueryMap
  readonly body?: string | null | undefined
  readonly is_base64_encoded?: boolean | undefined
}

/** Answers in one piece. */
export const latticeV1: BufferedHttpCodec<LatticeV1Event, LatticeResult> = {
  name: 'lattice-v1',
  title: 'VPC Lattice, event structure V1',
  trigger: 'request',
  answers: 'buffered',
  maxResponseBytes: lambdaLimit.bytes,
  matches(event: unknown): event is LatticeV1Event {
    return isObject(event) && typeof event.raw_path === 'string' && typeof event.method === 'string'
  },
  decode(event: LatticeV1Event): DecodedRequest {
    const { headers } = event
    const { path, query } = splitTarget(event.raw_path)
    return {
      method: event.method.toUpperCase(),
      scheme: schemeOf(headers),
      host: hostOf(headers),
      path,
      query: query ?? toQuery(event.query_string_parameters, undefined, keepEncoded),
      headers,
      body: toRequestBody(event.body, event.is_base64_encoded),
      clientIp: lastForwardedFor(headerValues(headers, 'x-forwarded-for')),
    }
  },
  encode: toLatticeResult,
}
