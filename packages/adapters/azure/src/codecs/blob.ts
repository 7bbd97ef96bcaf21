import { type DecodedObject, type EventCodec, rejectFailures } from '@rove/core/adapter'
import { isFrom, type NativeEvent, registered } from '../native-event.ts'
import { decoded, type Fields, isObject, toCount, toEtag, toText, toTime } from './fields.ts'
import { type Metadata, metadataOf } from './metadata.ts'

/**
 * A written blob, by the blob trigger. The trigger downloads the blob; its content is not handed on, because a portable
 * object event has none. After five failures the host writes a message to the queue `webjobs-blobtrigger-poison`.
 * Source: https://learn.microsoft.com/azure/azure-functions/functions-bindings-storage-blob-trigger
 */
export const blob: EventCodec<NativeEvent, void> = {
  name: 'blob',
  title: 'Azure Blob Storage trigger',
  trigger: 'delivery',
  triggers: ['object'],
  matches: (event): event is NativeEvent => isFrom(event, 'blob'),
  decode: (event) => ({ deliveries: [toObject(event)], settlement: 'each' }),
  encode: rejectFailures,
}

function toObject(event: NativeEvent): DecodedObject {
  const metadata = metadataOf(event)
  const found = metadata.get('properties')
  const properties: Fields = isObject(found) ? found : {}
  const { container, key } = placeOf(event, metadata)
  const etag = toEtag(properties.eTag)
  const time = toTime(properties.lastModified) ?? toTime(properties.created)
  return {
    trigger: 'object',
    function: event.function,
    names: [container],
    // The same for every attempt at one version of the blob.
    id: [container, key, etag ?? time].filter((part) => part !== undefined).join('/'),
    source: `/blob/${container}`,
    subject: key,
    time,
    kind: 'created',
    key,
    size: toCount(properties.length) ?? toCount(properties.contentLength),
    etag,
    contentType: toText(properties.contentType),
    version: toText(properties.versionId),
    payload: { value: found },
  }
}

/** @throws TypeError when nothing says which blob it is */
function placeOf(event: NativeEvent, metadata: Metadata): { readonly container: string; readonly key: string } {
  // Text that stands for a number would have been parsed, but a path with a slash in it is no JSON.
  const [, container, key] = /^([^/]+)\/(.+)$/s.exec(metadata.text('blobTrigger') ?? '') ?? []
  if (container !== undefined && key !== undefined) return { container, key }
  const expected = registered(event, 'path')?.split('/')[0]
  const [, path = ''] = /^[a-z]+:\/\/[^/]+\/([^?#]+)/i.exec(metadata.text('uri') ?? '') ?? []
  const parts = path.split('/')
  const from = Math.max(0, expected === undefined ? 0 : parts.indexOf(expected))
  const [first, ...rest] = parts.slice(from)
  if (!first || rest.length === 0) {
    throw new TypeError('Its metadata names no blob: neither blobTrigger nor uri is there.')
  }
  return { container: first, key: decoded(rest.join('/')) }
}
