import type { CorpusEntry } from '../../../../test/corpus.ts'
import type { AdaptOptions } from '../src/index.ts'
import {
  type Case,
  carry,
  expectationOf,
  type Fields,
  isMetadata,
  itemsOf,
  json,
  said,
  timeOf,
} from './corpus-reading.ts'
import type { Rpc } from './library.ts'

/** Messages of Storage Queue. */
export function queueCase(entry: CorpusEntry, event: unknown): Case {
  if (!isMetadata(entry)) {
    const body = typeof event === 'object' && event !== null ? event : String(event)
    return { trigger: 'message', data: { string: JSON.stringify(event) }, expected: [{ body, attempt: 1 }] }
  }
  const metadata = event as Readonly<Record<string, Rpc>>
  const body = String(said(metadata.QueueTrigger))
  const expected = {
    id: said(metadata.Id),
    body: JSON.parse(body),
    attempt: said(metadata.DequeueCount),
    time: said(metadata.InsertionTime),
  }
  return { trigger: 'message', data: { string: body }, metadata, expected: [expected], converted: expectationOf(entry) }
}

/** Messages of Service Bus. */
export function serviceBusCase(entry: CorpusEntry, event: unknown): Case {
  const options: AdaptOptions = { services: { queue: { things: 'service-bus' } } }
  const recorded = isMetadata(entry)
  const metadata = recorded ? (event as Readonly<Record<string, Rpc>>) : { MessageReceiver: json(event) }
  const items = itemsOf(metadata)
  const expected = items.map(serviceBusMessage)
  return {
    trigger: 'message',
    options,
    data: carry(items, 'content'),
    metadata,
    expected,
    converted: expectationOf(entry),
  }
}

function serviceBusMessage(metadata: Readonly<Record<string, Rpc>>): object {
  const properties = said(metadata.ApplicationProperties ?? metadata.UserProperties) as Fields | undefined
  const attributes = Object.entries(properties ?? {}).map(([name, value]) => [
    `${name.charAt(0).toLowerCase()}${name.slice(1)}`,
    typeof value === 'string' ? value : JSON.stringify(value),
  ])
  return {
    body: 'content',
    attempt: said(metadata.DeliveryCount) ?? 1,
    attributes: Object.fromEntries(attributes),
    ...(metadata.MessageId ? { id: said(metadata.MessageId) } : {}),
    ...(metadata.ContentType ? { datacontenttype: said(metadata.ContentType) } : {}),
    ...(metadata.EnqueuedTimeUtc ? { time: timeOf(said(metadata.EnqueuedTimeUtc)) } : {}),
  }
}

/** Events of Event Hubs. */
export function eventHubCase(entry: CorpusEntry, event: unknown): Case {
  const options: AdaptOptions = { services: { queue: { things: 'event-hubs' } } }
  const parts = event as Fields
  const isRuntime = 'LastSequenceNumber' in parts
  const metadata = isMetadata(entry)
    ? (event as Readonly<Record<string, Rpc>>)
    : { [isRuntime ? 'PartitionContext' : 'SystemProperties']: json(isRuntime ? { RuntimeInformation: parts } : parts) }
  const items = itemsOf(metadata)
  return {
    trigger: 'message',
    options,
    data: carry(items, '{"total":3}'),
    metadata,
    expected: items.map(eventHubMessage),
  }
}

function eventHubMessage(metadata: Readonly<Record<string, Rpc>>): object {
  const system = said(metadata.SystemProperties) as Fields | undefined
  const context = said(metadata.PartitionContext) as
    | { readonly PartitionId?: string; readonly RuntimeInformation?: Fields }
    | undefined
  const position = said(metadata.SequenceNumber) ?? system?.SequenceNumber
  const partition = context?.PartitionId ?? context?.RuntimeInformation?.PartitionId
  const time = timeOf(said(metadata.EnqueuedTimeUtc) ?? system?.EnqueuedTimeUtc)
  return {
    body: { total: 3 },
    ...(position === undefined ? {} : { id: `${partition ?? ''}:${position}` }),
    ...(time === undefined ? {} : { time }),
    ...(partition === undefined || system?.PartitionKey ? {} : { group: partition }),
    attributes: Object.fromEntries(Object.entries(system ?? {}).filter(([name]) => name.startsWith('iothub-'))),
  }
}

/** Records of Kafka. */
export function kafkaCase(_entry: CorpusEntry, event: unknown): Case {
  const metadata = event as Readonly<Record<string, Rpc>>
  const items = itemsOf(metadata)
  const expected = items.map((one) => ({
    id: `${said(one.Partition)}:${said(one.Offset)}`,
    source: `/kafka/${said(one.Topic)}`,
    time: timeOf(said(one.Timestamp)),
    body: 'content',
  }))
  const options: AdaptOptions = { services: { queue: { things: 'kafka' } } }
  return { trigger: 'message', options, data: carry(items, 'content'), metadata, expected }
}
