import {
  type App,
  app,
  bucket,
  deadLetter,
  kv,
  type Outcome,
  onChange,
  onEvent,
  onMessage,
  onObject,
  onSchedule,
  queue,
  retry,
  topic,
} from '@rove/core'

// An app that does with each event what the event says: `ok`, `retry` (the first time), `throw` (the first time), `dead`.
const seen = new Set<string>()

function act(plan: string, key: string): Outcome | undefined {
  const isFirst = !seen.has(key)
  seen.add(key)
  if (plan.startsWith('dead')) return deadLetter('given up on purpose')
  if (plan.startsWith('retry') && isFirst) return retry({ after: '30s' })
  if (plan.startsWith('throw') && isFirst) throw new Error('thrown on purpose')
  return undefined
}

/** What was told to somebody, in whichever form it came. */
function planOf(data: unknown): string {
  return typeof data === 'string' ? data : String((data as { readonly plan?: unknown } | undefined)?.plan)
}

const built: App = app('shop', {
  ship: onMessage(queue('shipments'), ({ body, id }) => act(planOf(body), id)),
  notify: onEvent(topic('order-placed'), ({ data, id }) => act(planOf(data), id)),
  nightly: onSchedule('0 3 * * *', ({ scheduledAt }) =>
    act(scheduledAt.getUTCFullYear() === 2026 ? 'retry' : 'dead', 'tick'),
  ),
  scan: onObject(bucket('receipts'), 'created', ({ key }) => act(key, key)),
  sweep: onObject(bucket('receipts'), 'deleted', ({ key }) => act(key, key)),
  audit: onChange(kv<{ readonly plan: string }>('orders'), ({ key, after, before }) =>
    act((after ?? before)?.plan ?? '', key),
  ),
})

export default built
