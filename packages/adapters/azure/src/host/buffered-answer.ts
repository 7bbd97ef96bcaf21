import type { ServerResponse } from 'node:http'
import type { TypedData } from './rpc.ts'
import { toSetCookie } from './set-cookie.ts'

/**
 * Answers with what an invocation returned (HTTP streams off), as the host does: a header that the response already
 * has is left alone, cookies are added, 204 and 304 have no body. Nothing returned answers 204.
 * Source: https://github.com/Azure/azure-functions-host, RawScriptResult
 */
export function answerBuffered(response: ServerResponse, returned: TypedData | undefined): void {
  const http = returned?.http
  if (!http) {
    response.writeHead(204).end()
    return
  }
  for (const [name, value] of Object.entries(http.headers ?? {})) {
    if (!response.hasHeader(name)) response.setHeader(name, value)
  }
  for (const cookie of http.cookies ?? []) response.appendHeader('set-cookie', toSetCookie(cookie))
  response.statusCode = Number(http.statusCode ?? 200)
  const bodiless = response.statusCode === 204 || response.statusCode === 304
  response.end(bodiless ? undefined : (http.body?.bytes ?? http.body?.string))
}
