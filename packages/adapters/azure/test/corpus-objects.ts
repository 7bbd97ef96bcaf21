import type { CorpusEntry } from '../../../../test/corpus.ts'
import type { AdaptOptions } from '../src/index.ts'
import { type Case, expectationOf, type Fields, isMetadata, json, said, timeOf } from './corpus-reading.ts'
import type { Rpc } from './library.ts'

/** Events of Event Grid; those of blobs are objects. */
export function gridCase(events: readonly Fields[], event: unknown): Case {
  const types = events.map((one) => String(one.eventType ?? one.type))
  if (types.includes('Microsoft.EventGrid.SubscriptionValidationEvent')) {
    return { trigger: 'event', data: json(event), refused: /handshake/ }
  }
  const blobs = types.every((type) => /^Microsoft\.Storage\.Blob(Created|Deleted)$/.test(type))
  return blobs ? objectCase(events, event) : { trigger: 'event', data: json(event), expected: events.map(gridEvent) }
}

function gridEvent(one: Fields): object {
  const origin = String(one.source ?? one.topic ?? '').trim()
  return {
    id: one.id ?? one.eventID,
    type: one.type ?? one.eventType,
    time: timeOf(one.time ?? one.eventTime),
    source: origin.split('#')[0] || '/event-grid/handle',
    data: one.data,
    ...(one.subject ? { subject: one.subject } : {}),
  }
}

function objectCase(events: readonly Fields[], event: unknown): Case {
  const [first] = events
  const place = String(first?.subject ?? String(first?.source).split('#')[1])
  const container = place.split('/containers/')[1]?.split('/blobs/')[0] ?? ''
  const expected = events.map((one) => {
    const data = one.data as Fields
    const subject = String(one.subject ?? String(one.source).split('#')[1])
    const deleted = String(one.eventType ?? one.type).endsWith('Deleted')
    const path = new URL(String(data.url)).pathname.slice(1)
    // Where a recording's address is of another container than its subject, the subject says the key.
    const key = path.startsWith(`${container}/`)
      ? decodeURIComponent(path.slice(container.length + 1))
      : subject.split('/blobs/')[1]
    return {
      id: one.id ?? one.eventID,
      kind: deleted ? 'deleted' : 'created',
      bucket: 'files',
      key,
      size: deleted ? undefined : data.contentLength,
      etag: typeof data.eTag === 'string' ? data.eTag.replaceAll('"', '') : undefined,
      contentType: data.contentType,
    }
  })
  const kind = String(first?.eventType ?? first?.type).endsWith('Deleted') ? 'deleted' : 'created'
  const options: AdaptOptions = { resources: { bucket: { files: container } } }
  return { trigger: 'object', kind, data: json(event), expected, options }
}

/** Blobs of the blob trigger. */
export function blobCase(entry: CorpusEntry, event: unknown): Case {
  const options: AdaptOptions = { services: { bucket: { files: 'blob' } } }
  const data = { bytes: Buffer.from('content') }
  if (!isMetadata(entry)) {
    // Only the blob's properties were recorded: without its name there is no telling which blob it is.
    return { trigger: 'object', options, data, metadata: { Properties: json(event) }, refused: /names no blob/ }
  }
  const metadata = event as Readonly<Record<string, Rpc>>
  const [, ...key] = String(said(metadata.BlobTrigger)).split('/')
  const properties = said(metadata.Properties) as Fields
  const expected = {
    kind: 'created',
    key: key.join('/'),
    size: properties.Length,
    etag: String(properties.ETag).replaceAll('"', ''),
    contentType: properties.ContentType,
    time: properties.LastModified,
  }
  return { trigger: 'object', options, data, metadata, expected: [expected], converted: expectationOf(entry) }
}
