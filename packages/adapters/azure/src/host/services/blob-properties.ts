import { createHash } from 'node:crypto'
import type { SentObject } from '@rove/core/adapter'
import { toDateTime } from './newtonsoft.ts'

const never = '0001-01-01T00:00:00+00:00'

/**
 * The properties of a blob as the host's JSON library writes those of the storage library 12: enumerations as numbers,
 * and the etag, whose value is not public, as an empty object.
 * Source: https://learn.microsoft.com/dotnet/api/azure.storage.blobs.models.blobproperties
 */
export function toBlobProperties(object: SentObject, content: Uint8Array): object {
  const now = toDateTime(new Date(Math.floor(Date.now() / 1000) * 1000), '+00:00')
  return {
    LastModified: now,
    CreatedOn: now,
    Metadata: {},
    ObjectReplicationDestinationPolicyId: null,
    ObjectReplicationSourceProperties: null,
    BlobType: 0,
    ...copyProperties,
    LeaseDuration: 0,
    LeaseState: 0,
    LeaseStatus: 1,
    ContentLength: object.size ?? content.byteLength,
    ContentType: object.contentType ?? 'application/octet-stream',
    ETag: {},
    ContentHash: createHash('md5').update(content).digest('base64'),
    ...headerProperties,
    ...stateProperties,
  }
}

const copyProperties = {
  CopyCompletedOn: never,
  CopyStatusDescription: null,
  CopyId: null,
  CopyProgress: null,
  CopySource: null,
  CopyStatus: 0,
  BlobCopyStatus: null,
  IsIncrementalCopy: false,
  DestinationSnapshot: null,
}

const headerProperties = {
  ContentEncoding: null,
  ContentDisposition: null,
  ContentLanguage: null,
  CacheControl: null,
  BlobSequenceNumber: 0,
  AcceptRanges: 'bytes',
}

const stateProperties = {
  BlobCommittedBlockCount: 0,
  IsServerEncrypted: true,
  EncryptionKeySha256: null,
  EncryptionScope: null,
  AccessTier: 'Hot',
  AccessTierInferred: true,
  ArchiveStatus: null,
  AccessTierChangedOn: never,
  VersionId: null,
  IsLatestVersion: false,
  TagCount: 0,
  ExpiresOn: never,
  IsSealed: false,
  RehydratePriority: null,
  LastAccessed: never,
  ImmutabilityPolicy: { ExpiresOn: null, PolicyMode: null },
  HasLegalHold: false,
}
