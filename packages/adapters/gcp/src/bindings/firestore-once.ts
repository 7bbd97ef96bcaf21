import type { Firestore } from '@google-cloud/firestore'
import { remembered } from '@rove/core/adapter'

/** What the client has inside, of what repeats calls. */
interface Inside {
  request(method: string, request: unknown, tag: string, retryCodes?: readonly number[]): Promise<unknown>
  createCallOptions(method: string, retryCodes?: readonly number[]): object
  initializeIfNeeded(tag: string): Promise<void>
  _clientPool: { run<T>(tag: string, grpc: boolean, call: (inner: InnerClient) => Promise<T>): Promise<T> }
  _retry(method: string, tag: string, call: () => Promise<unknown>): Promise<unknown>
}

interface InnerClient {
  initialize(): Promise<unknown>
}

// The answers to these are many documents.
const streamed = new Set(['batchGetDocuments', 'runQuery'])

/**
 * A view of a client that makes every call once, and waits a minute at most; the client itself stays as it is. By itself it repeats a write for up to
 * ten minutes, a conditional one too, which then fails over its own first attempt, and no setting of it ends that: the view
 * hides the three functions of the client that repeat. Where a release has no such function, it repeats as it likes. What
 * is left: when a query breaks off in the middle, the client takes it up after the last document that it has.
 * Source: https://github.com/googleapis/google-cloud-node/blob/main/handwritten/firestore/dev/src/index.ts (`request`,
 * `_retry`); retry-request asks a stream again that has said nothing, unless it is told not to
 */
export function onceEach(client: Firestore): Firestore {
  const inside = client as unknown as Partial<Inside>
  const { request, createCallOptions, initializeIfNeeded, _clientPool, _retry } = inside
  const view = Object.create(client) as Partial<Inside>
  if (request) view.request = (method, message, tag) => request.call(view, method, message, tag, [])
  if (createCallOptions) {
    view.createCallOptions = (method, codes) => ({
      ...createCallOptions.call(view, method, codes),
      timeout: streamed.has(method) ? 60_000 : 30_000,
      retryRequestOptions: { retries: 0, noResponseRetries: 0 },
    })
  }
  if (_retry) view._retry = (_method, _tag, call) => call()
  if (initializeIfNeeded && _clientPool) {
    // Left to the calls, a failure (no credentials) would also be a rejection that nobody handles, and end the process.
    const prepared = remembered(() => _clientPool.run('rove', false, (inner) => inner.initialize()))
    view.initializeIfNeeded = async (tag) => {
      await prepared()
      await initializeIfNeeded.call(view, tag)
    }
  }
  return view as unknown as Firestore
}
