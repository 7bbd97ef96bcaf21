import { setTimeout as delay } from 'node:timers/promises'
import { json, onRequest, type RequestFunction, text } from '@rove/core'
import { note } from './state.ts'

const forever = (): Promise<void> => delay(60_000, undefined, { ref: false })

export const lifecycleFunctions: Readonly<Record<string, RequestFunction>> = {
  waitResolved: onRequest('GET /wait-until/resolved', (request, { waitUntil }) => {
    note(request, 'answered')
    waitUntil(delay(300).then(() => note(request, 'finished')))
    return text('answered')
  }),
  waitNested: onRequest('GET /wait-until/nested', (request, { waitUntil }) => {
    waitUntil(delay(50).then(() => waitUntil(delay(150).then(() => note(request, 'finished')))))
    return text('answered')
  }),
  waitRejected: onRequest('GET /wait-until/rejected', (request, { waitUntil }) => {
    const mark = new URL(request.url).searchParams.get('mark')
    waitUntil(delay(50).then(() => Promise.reject(new Error(`inner-detail ${mark}`))))
    waitUntil(Promise.reject(new Error(`rejected at once ${mark}`)))
    return text('answered')
  }),
  hangs: onRequest('GET /hangs', { timeout: '1s' }, async () => {
    await forever()
    return text('never')
  }),
  hangsForever: onRequest('GET /hangs-forever', async () => {
    await forever()
    return text('never')
  }),
  signalled: onRequest('GET /signalled', { timeout: 500 }, async (request, { signal, deadline }) => {
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
    note(request, `aborted ${signal === request.signal} ${typeof deadline}`)
    await forever()
    return text('never')
  }),
  // It looks at its own request again after others have come in between.
  concurrent: onRequest('POST /concurrent/:id', async (request, context) => {
    const before = [context.params.id, request.headers.get('x-id')]
    await delay(Number(new URL(request.url).searchParams.get('wait')))
    const body = await request.text()
    const after = [context.params.id, request.headers.get('x-id')]
    return json({ before, after, body, id: context.id }, { headers: { 'set-cookie': `id=${context.params.id}` } })
  }),
  says: onRequest('GET /say/:mark', (_request, { params }) => {
    console.log(`conformance said ${params.mark}`)
    return text('said')
  }),
  writesLog: onRequest('GET /logs', (request, { log }) => {
    const mark = new URL(request.url).searchParams.get('mark')
    const circular: Record<string, unknown> = { mark }
    circular.self = circular
    log.info(`a message ${mark}`, { count: 10n, circular })
    log.warn(`a warning\nof two lines ${mark}`)
    return text('logged')
  }),
}
