import { RoveError } from '@rove/core'
import type { BufferedAnswer } from '@rove/core/adapter'
import { toHeaderMap } from './header-map.ts'
import { encodeBody } from './response-body.ts'
import { checkJsonSize, lambdaLimit } from './response-limit.ts'

/** What VPC Lattice takes back, whichever version the event had. */
export interface LatticeResult {
  readonly statusCode: number
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  readonly isBase64Encoded: boolean
}

/**
 * Builds the result for VPC Lattice. Its document shows one value a header and nothing else.
 * Source: https://docs.aws.amazon.com/vpc-lattice/latest/ug/lambda-functions.html#respond-to-service
 * @throws RoveError `Unimplemented` for several cookies: all but one would be lost in silence
 */
export function toLatticeResult(answer: BufferedAnswer): LatticeResult {
  const { status, cookies } = answer
  if (cookies.length > 1) {
    throw new RoveError(
      'Unimplemented',
      `The response sets ${cookies.length} cookies, and VPC Lattice takes one Set-Cookie header from a Lambda function (http.cookies.multiple). Put the values into one cookie.`,
      { expose: true },
    )
  }
  const { text, isBase64 } = encodeBody(answer)
  const headers = toHeaderMap(answer.headers)
  if (cookies[0] !== undefined) headers['set-cookie'] = cookies[0]
  const result = { statusCode: status, headers, isBase64Encoded: isBase64 }
  return checkJsonSize(text === undefined ? result : { ...result, body: text }, lambdaLimit)
}
