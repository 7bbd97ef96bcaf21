import {
  BlobSASPermissions,
  type BlobServiceClient,
  type BlockBlobClient,
  SASProtocol,
  StorageSharedKeyCredential,
  type UserDelegationKey,
} from '@azure/storage-blob'
import { RoveError } from '@rove/core'
import type { SignedUrl, SigningRequest } from '@rove/core/adapter'
import { inTime } from './in-time.ts'
import { patience } from './storage-account.ts'

/** Signs URLs of one account. */
export type Signer = (blob: BlockBlobClient, request: SigningRequest) => Promise<SignedUrl>

const anHour = 3_600_000

/**
 * Signs URLs: on this machine with the key of the account; with an identity by a key that Azure gives it for some hours,
 * which needs the role Storage Blob Delegator. A connection string with a shared access signature can sign nothing.
 * Source: https://learn.microsoft.com/rest/api/storageservices/create-user-delegation-sas
 */
export function signerOf(service: BlobServiceClient): Signer {
  const delegated = delegationKeyOf(service)
  return async (blob, { method, expiresIn, contentType }) => {
    const expiresOn = new Date(Date.now() + expiresIn * 1000)
    const options = {
      expiresOn,
      permissions: BlobSASPermissions.parse(method === 'GET' ? 'r' : 'cw'),
      ...(blob.url.startsWith('https:') ? { protocol: SASProtocol.Https } : {}),
    }
    const { credential } = service
    if (credential instanceof StorageSharedKeyCredential) {
      return { url: await blob.generateSasUrl(options), headers: headersOf(method, contentType) }
    }
    if (!('getToken' in credential)) {
      const message =
        'A connection with a shared access signature cannot sign URLs; use the account’s key or an identity.'
      throw new RoveError('Unimplemented', message, { provider: 'azure-blob' })
    }
    const url = await blob.generateUserDelegationSasUrl(options, await delegated(expiresOn))
    return { url, headers: headersOf(method, contentType) }
  }
}

// Source: https://learn.microsoft.com/rest/api/storageservices/put-blob#request-headers-all-blob-types
function headersOf(method: 'GET' | 'PUT', contentType: string | undefined): Record<string, string> {
  if (method === 'GET') return {}
  return { 'x-ms-blob-type': 'BlockBlob', ...(contentType === undefined ? {} : { 'content-type': contentType }) }
}

/** Asks for a key, and keeps it as long as the URLs that it signs end before it; a key lasts seven days at most. */
function delegationKeyOf(service: BlobServiceClient): (until: Date) => Promise<UserDelegationKey> {
  let kept: { readonly until: number; readonly key: Promise<UserDelegationKey> } | undefined
  return async (until) => {
    if (kept === undefined || kept.until < until.getTime()) {
      const end = new Date(Math.max(until.getTime(), Date.now() + 6 * anHour))
      // The clocks of machines differ.
      const start = new Date(Math.max(Date.now() - anHour / 12, end.getTime() - 168 * anHour))
      const key = inTime(patience, (abortSignal) => service.getUserDelegationKey(start, end, { abortSignal }))
      kept = { until: end.getTime(), key }
      key.catch(() => {
        kept = undefined
      })
    }
    return kept.key
  }
}
