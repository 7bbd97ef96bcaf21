import type { ServerResponse } from 'node:http'
import type { Writable } from 'node:stream'
import type { Answer } from '../http/answer.ts'
import { isStream, type RawBody } from '../http/body.ts'

/** Writes an answer's status, headers and cookies. A body of known size gets its content-length. */
export function writeHead(response: ServerResponse, answer: Answer): void {
  response.statusCode = answer.status
  for (const [name, value] of answer.headers) response.setHeader(name, value)
  if (answer.cookies.length > 0) response.setHeader('set-cookie', [...answer.cookies])
  const { body } = answer
  if (typeof body === 'string') response.setHeader('content-length', Buffer.byteLength(body))
  else if (body instanceof Uint8Array) response.setHeader('content-length', body.byteLength)
}

/**
 * Writes a body, no faster than the other side takes it, without ending the stream. When the other side goes away the
 * source is cancelled and the write ends quietly; when the source fails, it rejects.
 */
export async function writeBody(writable: Writable, body: RawBody): Promise<void> {
  if (body === null) return
  if (!isStream(body)) {
    writable.write(body)
    return
  }
  for await (const chunk of body) {
    if (writable.destroyed) return
    if (!writable.write(chunk)) await drained(writable)
  }
}

function drained(writable: Writable): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      writable.off('drain', done)
      writable.off('close', done)
      writable.off('error', done)
      resolve()
    }
    writable.on('drain', done).on('close', done).on('error', done)
    if (writable.destroyed) done()
  })
}

/** Ends a response after its body and waits until it was handed over; a client that has gone is no error. */
export async function endResponse(response: ServerResponse): Promise<void> {
  response.end()
  await closed(response)
}

// One listener: `finished` of node:stream adds a dozen, which shows in every request.
function closed(response: ServerResponse): Promise<void> | undefined {
  if (response.closed || response.destroyed) return undefined
  return new Promise((resolve) => response.once('close', resolve))
}

/** Writes a whole answer and ends it. A source that fails in the middle breaks the transfer, never ends it cleanly. */
export async function sendAnswer(response: ServerResponse, answer: Answer): Promise<void> {
  writeHead(response, answer)
  const { body } = answer
  if (!isStream(body)) {
    response.end(body ?? undefined)
    await closed(response)
    return
  }
  // The head goes out now: the first piece may take its time.
  response.flushHeaders()
  try {
    await writeBody(response, body)
  } catch {
    // The pipeline has logged why.
    response.destroy()
    return
  }
  await endResponse(response)
}

/** Answers an exchange that cannot be answered properly with a bare 500; when the head is out, the transfer is broken. */
export function failResponse(response: ServerResponse): void {
  if (response.headersSent) {
    response.destroy()
    return
  }
  for (const name of response.getHeaderNames()) response.removeHeader(name)
  response.statusCode = 500
  response.statusMessage = ''
  response.setHeader('content-type', 'application/problem+json')
  response.end(JSON.stringify({ type: 'about:blank', title: 'Internal Server Error', status: 500, code: 'Internal' }))
}
