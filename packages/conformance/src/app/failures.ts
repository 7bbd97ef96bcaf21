import { json, onRequest, type RequestFunction, RoveError, text } from '@rove/core'

// What a function throws or returns by mistake; the mark makes each log line its case's own.
const failures: Readonly<Record<string, (mark: string) => unknown>> = {
  error: (mark) => {
    throw new Error(`inner-detail ${mark}`)
  },
  rejection: (mark) => Promise.reject(new TypeError(`inner-detail ${mark}`)),
  caused: (mark) => {
    throw new Error('outer', { cause: new Error(`inner-detail ${mark}`) })
  },
  circular: (mark) => {
    const error = new Error(`inner-detail ${mark}`) as Error & { self?: unknown }
    error.self = error
    throw error
  },
  text: (mark) => {
    throw `inner-detail ${mark}`
  },
  undefined: () => {
    throw undefined
  },
  null: () => {
    throw null
  },
  frozen: (mark) => {
    throw Object.freeze({ message: `inner-detail ${mark}`, status: 200 })
  },
  'frozen-error': (mark) => {
    throw Object.freeze(new Error(`inner-detail ${mark}`))
  },
  'with-status': (mark) => {
    throw Object.assign(new Error(`inner-detail ${mark}`), { status: 200, statusCode: 200, expose: true })
  },
  'not-found': () => {
    throw new RoveError('NotFound', 'There is no order "7".')
  },
  conflict: () => {
    throw new RoveError('AlreadyExists', 'The order is there.', { extensions: { order: 7 } })
  },
  forbidden: () => {
    throw new RoveError('PermissionDenied', 'Not yours.')
  },
  teapot: () => {
    throw new RoveError('FailedPrecondition', 'No coffee.', { status: 418 })
  },
  unavailable: (mark) => {
    throw new RoveError('Unavailable', `inner-detail ${mark}`, { headers: { 'retry-after': '120' } })
  },
  provider: (mark) => {
    throw new RoveError('NotFound', `inner-detail ${mark}`, { provider: 'aws', operation: 'kv.get orders' })
  },
  'returns-undefined': () => undefined,
  'returns-null': () => null,
  'returns-object': (mark) => ({ statusCode: 200, status: 200, body: `inner-detail ${mark}` }),
  'returns-text': (mark) => `inner-detail ${mark}`,
  'returns-read': async () => {
    const response = new Response('read')
    await response.text()
    return response
  },
  'json-undefined': () => json(undefined),
  'bad-status': () => text('never', { status: 42 }),
}

export const failureFunctions: Readonly<Record<string, RequestFunction>> = {
  fail: onRequest('ANY /fail/:kind', (request, { params }) => {
    const make = Object.hasOwn(failures, params.kind) ? failures[params.kind] : undefined
    if (make === undefined) throw new RoveError('NotFound', `There is no failure "${params.kind}".`)
    return make(new URL(request.url).searchParams.get('mark') ?? '') as Response
  }),
}
