import type { DecodedEvent, DecodedObject } from '@rove/core/adapter'
import { decoded, isObject, toCount, toEtag, toText } from './fields.ts'

const kinds: Readonly<Record<string, DecodedObject['kind']>> = {
  'Microsoft.Storage.BlobCreated': 'created',
  'Microsoft.Storage.BlobDeleted': 'deleted',
}

const subjectShape = /^\/?blobServices\/[^/]+\/containers\/([^/]+)\/blobs\/(.+)$/s

/**
 * The object that an event of Blob Storage tells of; undefined for its other events (a changed tier, a renamed folder).
 * Source: https://learn.microsoft.com/azure/event-grid/event-schema-blob-storage
 */
export function toBlobObject(event: DecodedEvent, data: unknown): DecodedObject | undefined {
  const kind = kinds[event.type ?? '']
  const [, container, path] = subjectShape.exec(event.subject ?? '') ?? []
  if (kind === undefined || container === undefined || path === undefined) return undefined
  const description = isObject(data) ? data : {}
  const { attributes, datacontenttype, ...rest } = event
  return {
    ...rest,
    trigger: 'object',
    names: [container],
    kind,
    key: keyOf(toText(description.url), container) ?? path,
    size: kind === 'created' ? toCount(description.contentLength) : undefined,
    etag: toEtag(description.eTag),
    contentType: toText(description.contentType),
    version: toText(description.versionId),
  }
}

/**
 * The key out of the blob's address, which is percent-encoded; the subject is not, and has lost what is beyond the Basic
 * Multilingual Plane (https://github.com/Azure-Samples/azure-event-grid-viewer/issues/9).
 */
function keyOf(url: string | undefined, container: string): string | undefined {
  const [, path] = /^[a-z]+:\/\/[^/]+(\/[^?#]*)/i.exec(url ?? '') ?? []
  // Azurite's addresses, and those by IP, have the account's name before the container's.
  const [, key] = path?.match(new RegExp(`^(?:/[^/]+)?/${escaped(container)}/(.+)$`, 's')) ?? []
  return key === undefined ? undefined : decoded(key)
}

function escaped(text: string): string {
  return text.replace(/[.*+?^$()|[\]\\{}]/g, '\\$&')
}
