import { createHash, randomUUID } from 'node:crypto'
import type { SentObject } from '@rove/core/adapter'
import { refuse, type Sent } from './job.ts'

/** Which form the event subscription asks for. */
export type GridSchema = 'cloud-event' | 'event-grid'

const group = '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rove/providers'

interface Parts {
  readonly source: string
  readonly type: string
  readonly subject: string
  readonly data: Readonly<Record<string, unknown>>
}

/**
 * An event that was published to a topic of one's own. Attributes are extension attributes of CloudEvents; the Event Grid
 * schema has no place for them.
 * Sources: https://learn.microsoft.com/azure/event-grid/cloud-event-schema and
 * https://learn.microsoft.com/azure/event-grid/event-schema
 */
export function toGridEvent({ content, attributes }: Sent, topic: string, schema: GridSchema): object {
  checkAttributes(attributes, schema)
  const source = `${group}/Microsoft.EventGrid/topics/${topic}`
  const type = 'rove.event'
  const now = new Date().toISOString()
  if (schema === 'cloud-event') {
    const data = typeof content === 'string' ? { data: toValue(content) } : { data_base64: toBase64(content) }
    return { specversion: '1.0', id: randomUUID(), source, type, time: now, ...attributes, ...data }
  }
  return {
    id: randomUUID(),
    topic: source,
    subject: topic,
    eventType: type,
    eventTime: now,
    data: typeof content === 'string' ? toValue(content) : toBase64(content),
    dataVersion: '1.0',
    metadataVersion: '1',
  }
}

/**
 * What Blob Storage tells of a blob. The subject has the key as it is, the address has it percent-encoded.
 * Source: https://learn.microsoft.com/azure/event-grid/event-schema-blob-storage
 */
export function toBlobEvent(object: SentObject, container: string, schema: GridSchema): object {
  const { kind, key, size = 0, contentType = 'application/octet-stream' } = object
  const parts: Parts = {
    source: `${group}/Microsoft.Storage/storageAccounts/rove`,
    type: kind === 'created' ? 'Microsoft.Storage.BlobCreated' : 'Microsoft.Storage.BlobDeleted',
    subject: `/blobServices/default/containers/${container}/blobs/${key}`,
    data: {
      api: kind === 'created' ? 'PutBlob' : 'DeleteBlob',
      requestId: randomUUID(),
      ...(kind === 'created' ? { eTag: object.etag ?? toEtag(key) } : {}),
      contentType,
      ...(kind === 'created' ? { contentLength: size } : {}),
      blobType: 'BlockBlob',
      url: blobAddress(container, key),
      sequencer: '00000000000004420000000000028963',
      storageDiagnostics: { batchId: randomUUID() },
    },
  }
  const { source, type, subject, data } = parts
  const common = { subject, id: randomUUID(), data }
  const time = new Date().toISOString()
  return schema === 'cloud-event'
    ? { source, type, time, specversion: '1.0', ...common }
    : { topic: source, eventType: type, eventTime: time, dataVersion: '', metadataVersion: '1', ...common }
}

/** The address of a blob. */
export function blobAddress(container: string, key: string): string {
  return `https://rove.blob.core.windows.net/${container}/${key.split('/').map(encodeURIComponent).join('/')}`
}

/** An etag of the form that Blob Storage gives. */
export function toEtag(key: string): string {
  return `0x8D${createHash('sha256').update(key).digest('hex').slice(0, 13).toUpperCase()}`
}

function toValue(content: string): unknown {
  if (!/^\s*[{["]/.test(content)) return content
  try {
    return JSON.parse(content)
  } catch {
    // Text that only begins like JSON is sent as text.
    return content
  }
}

function toBase64(content: Uint8Array): string {
  return Buffer.from(content).toString('base64')
}

// Source: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md#naming-conventions
function checkAttributes(attributes: Sent['attributes'], schema: GridSchema): void {
  const names = Object.keys(attributes)
  const [first] = names
  if (first !== undefined && schema === 'event-grid') {
    refuse(`The Event Grid schema has no place for attributes ("${first}"): use via "event-grid", or none.`)
  }
  const wrong = names.find((name) => !/^[a-z0-9]+$/.test(name))
  if (wrong !== undefined) {
    refuse(`Event Grid takes no attribute "${wrong}": its name has to be of lower-case letters and digits.`)
  }
}
