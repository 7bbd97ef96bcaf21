import { RoveError } from '@rove/core'

const names =
  'https://learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata'

/**
 * Checks a key, which is the name of its blob: events of the storage account, and other tools, have the same. What Blob
 * Storage, or a URL on its way there, would make another name of is refused. Names that stand for such keys could not be in
 * the order of the keys, unless all dots and slashes were rewritten, of blobs that others write too.
 * Source: https://learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata#blob-names
 *
 * @throws RoveError `InvalidArgument`
 */
export function checkBlobName(key: string): void {
  const wrong = whatIsWrong(key)
  if (wrong === undefined) return
  const message = `Blob Storage keeps no object under ${JSON.stringify(key).slice(0, 80)}: ${wrong} (${names}).`
  throw new RoveError('InvalidArgument', message, { provider: 'azure-blob' })
}

/** Whether there can be a blob of a key. */
export function isBlobName(key: string): boolean {
  return whatIsWrong(key) === undefined
}

function whatIsWrong(key: string): string | undefined {
  // https://stackoverflow.com/questions/54805654/do-we-have-list-of-unsupported-characters-for-azure-blob-file-names
  if (key.includes('\\')) return 'a backslash would become a slash'
  const segments = key.split('/')
  if (segments.some((segment) => segment.endsWith('.'))) return 'a dot at the end of a part of a path would be lost'
  return segments.length > 254 ? `it has ${segments.length} parts between slashes, and there can be 254` : undefined
}

/**
 * Metadata as Blob Storage takes it: names are C# identifiers, which have underscores and no hyphens; core’s names have hyphens
 * and no underscores.
 * Source: https://learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata#metadata-names
 */
export function toBlobMetadata(metadata: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(metadata).map(([name, value]) => [name.replaceAll('-', '_'), value]))
}

/** Metadata with the names that it was written with; of blobs that others wrote, in lower case. */
export function fromBlobMetadata(metadata: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(
    Object.entries(metadata).map(([name, value]) => [name.replaceAll('_', '-').toLowerCase(), value]),
  )
}
