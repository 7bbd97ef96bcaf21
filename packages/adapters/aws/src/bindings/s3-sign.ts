import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import type { SignedUrl, SigningRequest } from '@rove/core/adapter'

/** Signs a URL, on this machine. It is valid for no longer than the credentials that sign it: a role's last some hours. */
export async function signUrl(client: S3Client, Bucket: string, request: SigningRequest): Promise<SignedUrl> {
  const { key: Key, method, expiresIn, contentType } = request
  if (method === 'GET') {
    return { url: await getSignedUrl(client, new GetObjectCommand({ Bucket, Key }), { expiresIn }), headers: {} }
  }
  const command = new PutObjectCommand({
    Bucket,
    Key,
    ...(contentType === undefined ? {} : { ContentType: contentType }),
  })
  // The SDK would sign the checksum of an empty body, which no other body has; services differ in whether they mind:
  // https://github.com/localstack/localstack/issues/12169, https://github.com/floci-io/floci/issues/4188
  command.middlewareStack.add(
    (next) => (args) => {
      const { headers } = args.request as { readonly headers: Record<string, string> }
      for (const name of Object.keys(headers)) if (/^x-amz-(sdk-)?checksum-/i.test(name)) delete headers[name]
      return next(args)
    },
    { step: 'build', priority: 'low', name: 'withoutChecksum' },
  )
  // The signer leaves the content type out unless it is told.
  const signableHeaders = new Set(contentType === undefined ? [] : ['content-type'])
  const url = await getSignedUrl(client, command, { expiresIn, signableHeaders })
  return { url, headers: contentType === undefined ? {} : { 'content-type': contentType } }
}
