import { deliveryPromises, httpPromises, type PortablePromise } from '@rove/core'
import type { DecodedDelivery, DecodedRequest, Payload } from '@rove/core/adapter'
import type { Harness } from '../src/harness.ts'
import { plainCapabilities, plainHarness } from './plain-harness.ts'

/** A provider that keeps no promise which providers may keep differently, and says so. */
export function poorHarness(): Harness {
  const promises = Object.keys({ ...httpPromises, ...deliveryPromises }) as PortablePromise[]
  const capabilities = plainCapabilities(Object.fromEntries(promises.map((one) => [one, 'no'])))
  return plainHarness(
    {
      decode: lossy,
      encode: (answer) => ({ ...answer, cookies: answer.cookies.slice(-1) }),
      intercept(message, body, response) {
        if (message.headers['content-type'] !== 'application/json' || isJson(body)) return false
        response.writeHead(400, { 'content-type': 'text/html' }).end('<h1>Bad Request</h1>')
        return true
      },
      buffersRequests: true,
      maxResponseBytes: 5_000_000,
      hidesDeadline: true,
      hidesDisconnect: true,
      neverSettles: true,
      neverShutsDown: true,
      decodeDelivery: poorDelivery,
      // It knows neither buckets nor tables, hands over in any order, and never looks back.
      service: {
        send: (batch) =>
          batch.trigger === 'object' || batch.trigger === 'change'
            ? undefined
            : { ...batch, records: batch.records.toReversed() },
        acknowledgesAll: true,
      },
    },
    { name: 'poor', capabilities, limits: { 'http.response.body': 5_000_000, 'http.request.body': 6_000_000 } },
  )
}

function lossy(parts: DecodedRequest): DecodedRequest {
  const headers = Object.entries(parts.headers ?? {}).map(([name, values]) => [name, [values].flat().at(-1)])
  const isChunked = Object.keys(parts.headers ?? {}).includes('transfer-encoding')
  return {
    ...parts,
    headers: Object.fromEntries(headers),
    path: reencoded(parts.path),
    query: new URLSearchParams(Object.fromEntries(new URLSearchParams(parts.query))).toString(),
    body: isChunked || ['GET', 'DELETE', 'OPTIONS'].includes(parts.method) ? null : parts.body,
    clientIp: undefined,
  }
}

// What it parses it writes again in its own way, and it knows only where a thing comes from.
function poorDelivery(decoded: DecodedDelivery): DecodedDelivery {
  const { names, id, source } = decoded
  if (decoded.trigger === 'schedule') return { trigger: 'schedule', names, id, source }
  if (decoded.trigger !== 'message' && decoded.trigger !== 'event') return decoded
  return { trigger: decoded.trigger, names, id, source, payload: parsed(decoded.payload) }
}

function parsed(payload: Payload): Payload {
  const text = 'bytes' in payload ? Buffer.from(payload.bytes).toString('utf8') : String(Object.values(payload)[0])
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' ? { value } : { text: String(value) }
  } catch {
    return { text }
  }
}

// A gateway that decodes the path; what it does not lose is encoded again.
function reencoded(path: string): string {
  try {
    return decodeURIComponent(path).split('/').map(encodeURIComponent).join('/')
  } catch {
    return path
  }
}

function isJson(body: Buffer): boolean {
  try {
    return body.length === 0 || JSON.parse(body.toString()) !== undefined
  } catch {
    return false
  }
}
