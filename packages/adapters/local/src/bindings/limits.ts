// This machine has hardly any limits. These are the largest of those that the clouds have, so that what works nowhere
// fails here too, and what works with one of them can be tried.
const kibibyte = 1024
const mebibyte = 1024 * kibibyte

/** Source: https://learn.microsoft.com/azure/cosmos-db/concepts-limits#per-item-limits */
export const kvLimits: { readonly key: number; readonly value: number } = { key: 1024, value: 2 * mebibyte }

/** Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/upload-objects.html */
export const bucketLimits: { readonly key: number; readonly object: number; readonly metadata: number } = {
  key: 1024,
  object: 5 * 1024 * mebibyte,
  metadata: 2 * kibibyte,
}

/**
 * Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html, and for delays
 * https://learn.microsoft.com/rest/api/storageservices/put-message
 */
export const sendLimits: {
  readonly message: number
  readonly batchBytes: number
  readonly batchItems: number
  readonly delay: number
} = { message: mebibyte, batchBytes: mebibyte, batchItems: 10, delay: 7 * 24 * 3600 }
