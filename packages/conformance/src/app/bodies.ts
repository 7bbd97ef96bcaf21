import { json, onRequest, type RequestFunction, type Schema, text } from '@rove/core'
import { toEchoBody } from './echo.ts'

interface Order {
  readonly item: string
  readonly count: number
}

// Written by hand, as anyone may: Standard Schema asks for no library.
const Order: Schema<Order> = {
  '~standard': {
    version: 1,
    vendor: 'rove-conformance',
    validate(value) {
      const { item, count } = (value ?? {}) as Partial<Order>
      const issues = [
        ...(typeof item === 'string' ? [] : [{ message: 'must be a text', path: ['item'] }]),
        ...(Number.isInteger(count) ? [] : [{ message: 'must be an integer', path: [{ key: 'count' }] }]),
      ]
      return issues.length > 0 ? { issues } : { value: { item: item as string, count: count as number } }
    },
  },
}

/** How pieces of a request body arrived. */
export interface Arrival {
  readonly length: number
  /** Milliseconds between the first piece and the last. */
  readonly span: number
}

async function arrival(request: Request): Promise<Arrival> {
  let length = 0
  let first: number | undefined
  let last = 0
  for await (const piece of (request.body ?? []) as AsyncIterable<Uint8Array>) {
    last = performance.now()
    first ??= last
    length += piece.byteLength
  }
  return { length, span: last - (first ?? last) }
}

async function fields(request: Request): Promise<unknown[]> {
  const found: unknown[] = []
  for (const [name, value] of await request.formData()) {
    if (typeof value === 'string') found.push({ name, value })
    else {
      const file = toEchoBody(new Uint8Array(await value.arrayBuffer()))
      found.push({ name, filename: value.name, type: value.type, ...file })
    }
  }
  return found
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : typeof error)

export const bodyFunctions: Readonly<Record<string, RequestFunction>> = {
  readJson: onRequest('POST /body/json', async (request) => json({ value: await request.json() })),
  readText: onRequest('POST /body/text', async (request) => text(await request.text())),
  readForm: onRequest('POST /body/form', async (request) => json(await fields(request))),
  readBlob: onRequest('POST /body/blob', async (request) => {
    const blob = await request.blob()
    return json({ type: blob.type, ...toEchoBody(new Uint8Array(await blob.arrayBuffer())) })
  }),
  readArrival: onRequest('POST /body/arrival', async (request) => json(await arrival(request))),
  readNothing: onRequest('POST /body/unread', (request) => json({ used: request.bodyUsed })),
  readTwice: onRequest('POST /body/twice', async (request) => {
    const first = await request.text()
    const second = await request.text().then(
      () => 'it gave a value',
      (error: unknown) => nameOf(error),
    )
    return json({ first, second, used: request.bodyUsed })
  }),
  readClone: onRequest('POST /body/clone', async (request) => {
    const copy = request.clone()
    return json([await request.text(), await copy.text(), copy.headers.get('content-type'), copy.method])
  }),
  readOrder: onRequest('POST /body/order', { body: Order }, (_request, { body }) => json({ order: body })),
}
