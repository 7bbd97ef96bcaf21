import { app, deadLetter, onEvent, retry, topic } from '@rove/core'
import { adapt, type GcpHandler } from '../src/index.ts'

const letters = topic('letters')
/** What was handled, in order. */
export const handled: string[] = []

interface Letter {
  readonly outcome?: 'retry' | 'dead-letter' | 'throw'
}

const postOffice = app('post', {
  open: onEvent(letters, async (event, { platform, trace, waitUntil }) => {
    handled.push(event.id)
    waitUntil(Promise.resolve().then(() => handled.push(`after ${event.id}`)))
    handled.push(`${platform.name} ${trace.traceId.slice(0, 4)}`)
    const { outcome } = (event.data ?? {}) as Letter
    if (outcome === 'throw') throw new Error('secret detail')
    if (outcome === 'retry') return retry({ after: '5s' })
    return outcome === 'dead-letter' ? deadLetter('no such street') : undefined
  }),
})
/** An app with a function for the events of one type, which say themselves what becomes of them. */
export const opened: GcpHandler = adapt(postOffice, { resources: { topic: { letters: 'letter.posted' } } })

/** An event for it. */
export const stamp = { specversion: '1.0', id: '1', source: '/s', type: 'letter.posted' } as const
