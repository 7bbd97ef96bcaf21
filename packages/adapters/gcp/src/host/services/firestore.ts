import { randomUUID } from 'node:crypto'
import { RoveError } from '@rove/core'
import type { SentChange } from '@rove/core/adapter'
import { project } from './delivering.ts'
import type { SentCloudEvent } from './eventarc.ts'
import { ProtobufWriter } from './protobuf-writer.ts'

const database = `projects/${project}/databases/(default)`

/**
 * The event of a document that changed, as protocol buffers.
 * @throws RoveError `InvalidArgument` for a key that no document can have
 * Source: https://cloud.google.com/eventarc/docs/cloudevents#firestore and
 * https://github.com/googleapis/google-cloudevents/blob/main/proto/google/events/cloud/firestore/v1/data.proto
 */
export function toDocumentEvent(change: SentChange, collection: string): SentCloudEvent {
  const { key, kind, before, after } = change
  // Source: https://firebase.google.com/docs/firestore/quotas#collections_documents_and_fields
  if (key === '' || key.includes('/') || key === '.' || key === '..') {
    throw new RoveError('InvalidArgument', `${JSON.stringify(key)} cannot be the id of a Firestore document.`)
  }
  const document = `${collection}/${key}`
  const data = new ProtobufWriter()
  if (kind !== 'deleted') data.bytes(1, toDocument(document, after ?? {}))
  if (kind !== 'created') data.bytes(2, toDocument(document, before ?? {}))
  if (kind === 'updated') data.bytes(3, toMask(after ?? {}))
  return {
    attributes: {
      specversion: '1.0',
      id: randomUUID(),
      source: `//firestore.googleapis.com/${database}`,
      type: `google.cloud.firestore.document.v1.${kind}`,
      subject: `documents/${document}`,
      time: new Date().toISOString(),
      dataschema:
        'https://github.com/googleapis/google-cloudevents/blob/main/proto/google/events/cloud/firestore/v1/data.proto',
      project,
      database: '(default)',
      namespace: '(default)',
      location: 'us-central1',
      document,
    },
    contentType: 'application/protobuf',
    data: data.finish(),
  }
}

function toDocument(path: string, fields: Readonly<Record<string, unknown>>): ProtobufWriter {
  const document = new ProtobufWriter().bytes(1, `${database}/documents/${path}`)
  writeFields(document, 2, fields)
  const now = toTimestamp(Date.now())
  return document.bytes(3, now).bytes(4, now)
}

function toMask(fields: Readonly<Record<string, unknown>>): ProtobufWriter {
  const mask = new ProtobufWriter()
  for (const name of Object.keys(fields)) mask.bytes(1, name)
  return mask
}

function writeFields(message: ProtobufWriter, number: number, fields: object): void {
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined) message.bytes(number, new ProtobufWriter().bytes(1, name).bytes(2, toValue(value)))
  }
}

function toValue(value: unknown): ProtobufWriter {
  const writer = new ProtobufWriter()
  if (value === null) return writer.integer(11, 0n)
  if (typeof value === 'boolean') return writer.integer(1, value ? 1n : 0n)
  if (typeof value === 'number')
    return Number.isSafeInteger(value) ? writer.integer(2, BigInt(value)) : writer.double(3, value)
  if (typeof value === 'string') return writer.bytes(17, value)
  if (Array.isArray(value)) {
    const list = new ProtobufWriter()
    for (const one of value as unknown[]) list.bytes(1, toValue(one))
    return writer.bytes(9, list)
  }
  if (typeof value !== 'object') throw new RoveError('InvalidArgument', `A document cannot hold a ${typeof value}.`)
  const map = new ProtobufWriter()
  writeFields(map, 1, value)
  return writer.bytes(6, map)
}

function toTimestamp(milliseconds: number): ProtobufWriter {
  return new ProtobufWriter()
    .integer(1, BigInt(Math.floor(milliseconds / 1000)))
    .integer(2, BigInt((milliseconds % 1000) * 1_000_000))
}
