import type { ServerResponse } from 'node:http'

/** Why a request is refused, in Google's words. */
export class Refusal extends Error {
  readonly status: number
  readonly reason: string

  constructor(status: number, reason: string, message: string) {
    super(message)
    this.status = status
    this.reason = reason
  }
}

const reasons: Readonly<Record<number, string>> = {
  400: 'invalid',
  401: 'authError',
  403: 'forbidden',
  404: 'notFound',
  409: 'conflict',
  412: 'conditionNotMet',
  416: 'requestedRangeNotSatisfiable',
  429: 'rateLimitExceeded',
  500: 'internalError',
  503: 'backendError',
}

/** A refusal with the reason that Google gives for its status. Source: https://cloud.google.com/storage/docs/json_api/v1/status-codes */
export function refusal(status: number, message: string): Refusal {
  return new Refusal(status, reasons[status] ?? 'invalid', message)
}

/** Answers with JSON. */
export function sendJson(outgoing: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body)
  outgoing
    .writeHead(status, { 'content-type': 'application/json; charset=UTF-8', 'content-length': Buffer.byteLength(text) })
    .end(text)
}

/** Answers as the JSON API does when it refuses. Source: https://cloud.google.com/storage/docs/json_api/v1/status-codes */
export function sendRefusal(outgoing: ServerResponse, { status, reason, message }: Refusal): void {
  if (status === 304) outgoing.writeHead(304).end()
  else sendJson(outgoing, status, { error: { code: status, message, errors: [{ message, domain: 'global', reason }] } })
}

/** Answers as the XML API does, which serves signed URLs. Source: https://cloud.google.com/storage/docs/xml-api/reference-status */
export function sendXmlRefusal(outgoing: ServerResponse, { status, reason, message }: Refusal): void {
  const code = status === 404 && reason === 'notFound' ? 'NoSuchKey' : reason
  const text = `<?xml version='1.0' encoding='UTF-8'?><Error><Code>${escaped(code)}</Code><Message>${escaped(message)}</Message></Error>`
  outgoing
    .writeHead(status, { 'content-type': 'application/xml; charset=UTF-8', 'content-length': Buffer.byteLength(text) })
    .end(text)
}

function escaped(text: string): string {
  return text.replace(/[<>&]/g, (sign) => `&#${sign.charCodeAt(0)};`)
}
