import { type CorpusEntry, corpusEvent } from '../../../../test/corpus.ts'
import { eventHubCase, kafkaCase, queueCase, serviceBusCase } from './corpus-messages.ts'
import { blobCase, gridCase } from './corpus-objects.ts'
import { type Case, expectationOf, type Fields, isMetadata, json, listOf, said, timeOf } from './corpus-reading.ts'
import type { Rpc } from './library.ts'

const cases: Readonly<Record<string, (entry: CorpusEntry, event: unknown) => Case>> = {
  eventgrid: (_entry, event) => gridCase(listOf(event), event),
  blob: blobCase,
  cosmosdb: (_entry, event) => cosmosCase(listOf(event)),
  queue: queueCase,
  servicebus: serviceBusCase,
  eventhub: eventHubCase,
  kafka: kafkaCase,
  timer: timerCase,
  rpc: rpcCase,
}

function cosmosCase(documents: readonly Fields[]): Case {
  const expected = documents.map((one) => ({
    kind: 'updated',
    key: one.id,
    ...(one._rid && one._etag ? { id: `${String(one._rid)}/${String(one._etag).replaceAll('"', '')}` } : {}),
    time: one._ts === undefined ? undefined : new Date(Number(one._ts) * 1000).toISOString(),
    after: Object.fromEntries(Object.entries(one).filter(([name]) => !name.startsWith('_'))),
    data: one,
  }))
  return { trigger: 'change', data: json(documents), expected }
}

function timerCase(entry: CorpusEntry, event: unknown): Case {
  // The library drops the metadata of timers: what is left is a timer without a status.
  if (isMetadata(entry)) {
    return {
      trigger: 'schedule',
      data: {},
      metadata: event as Readonly<Record<string, Rpc>>,
      expected: [{ time: undefined }],
    }
  }
  const { ScheduleStatus, scheduleStatus = ScheduleStatus } = event as Readonly<Record<string, Fields>>
  const next = scheduleStatus?.Next ?? scheduleStatus?.next
  const due = timeOf(next)
  if (due === undefined) return { trigger: 'schedule', data: json(event), expected: [{ time: undefined }] }
  const scheduledAt = new Date(due)
  return { trigger: 'schedule', data: json(event), expected: [{ scheduledAt, id: scheduledAt.toISOString() }] }
}

function rpcCase(entry: CorpusEntry, event: unknown): Case {
  const { data } = event as { readonly data?: Rpc }
  if (isMetadata(entry)) {
    const metadata = event as Readonly<Record<string, Rpc>>
    return {
      trigger: 'message',
      data: { string: 'x' },
      metadata,
      expected: [{ body: 'x' }],
      converted: expectationOf(entry),
    }
  }
  return { trigger: 'message', data: data ?? {}, expected: [{ body: said(data) }] }
}

// What no function of Rove's is registered for: it is handed to the HTTP function, the only one that takes any event.
const strangers: Readonly<Record<string, RegExp>> = {
  'custom-handler-request': /a request of the host to a custom handler, which no codec takes/,
  'custom-handler-response': /an event with the keys Outputs, Logs, ReturnValue, which no codec takes/,
  'authentication-event': /an authentication event of Microsoft Entra, which no codec takes/,
}

/** Why an event is refused before it is one: the reason that is written down, or that nothing takes such a thing. */
export function refusalOf({ service, format }: CorpusEntry): RegExp | undefined {
  return strangers[format] ?? (service in cases ? undefined : /which no codec takes/)
}

/** What a recording comes to. */
export function caseOf(entry: CorpusEntry): Case {
  const read = cases[entry.service]
  if (read === undefined) throw new Error(`Nothing reads ${entry.path}.`)
  return read(entry, corpusEvent(entry))
}
