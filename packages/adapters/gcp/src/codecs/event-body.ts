import { hasBody, readMessage, toHeaderRecord } from '@rove/core/node'
import { toPlainBytes } from './encoded.ts'
import type { GcpRequest } from './http.ts'

const none = new Uint8Array()

/** The bytes of an event's request, empty when it has none. The framework reads no body that has no content type. */
export async function readBody(request: GcpRequest): Promise<Uint8Array> {
  if (request.rawBody !== undefined) return toPlainBytes(request.rawBody)
  if (request.readableEnded || !hasBody(toHeaderRecord(request))) return none
  const chunks: Uint8Array[] = []
  for await (const chunk of readMessage(request)) chunks.push(chunk)
  return toPlainBytes(Buffer.concat(chunks))
}
