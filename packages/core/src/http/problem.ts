import type { RoveError } from '../errors.ts'
import { LightResponse } from './response.ts'

// Source: https://www.iana.org/assignments/http-status-codes; the statuses that Rove's own errors use.
const titles: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  406: 'Not Acceptable',
  409: 'Conflict',
  410: 'Gone',
  412: 'Precondition Failed',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  499: 'Client Closed Request',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
}

/**
 * The answer to a failed request: RFC 9457 problem details with the error's `code`. What the error does not `expose`
 * (stack, message, cause) is not in it.
 */
export function toProblem(error: RoveError): Response {
  const detail = error.expose ? { detail: error.message, ...error.extensions } : {}
  const problem = {
    type: 'about:blank',
    title: titles[error.status] ?? 'Error',
    status: error.status,
    code: error.code,
    ...detail,
  }
  return new LightResponse(JSON.stringify(problem), {
    status: error.status,
    headers: { ...error.headers, 'content-type': 'application/problem+json' },
  })
}
