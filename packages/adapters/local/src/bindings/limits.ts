// This machine has hardly any limits. These are ours; each figure is one that a cloud has, so that what is far too
// large is refused here too. They are not the largest: Pub/Sub takes 10 MB, S3 48.8 TiB, Cloud Tasks 30 days.
const kibibyte = 1024
const mebibyte = 1024 * kibibyte

/**
 * A sort key of DynamoDB: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html.
 * An item of Cosmos DB: https://learn.microsoft.com/azure/cosmos-db/concepts-limits#per-item-limits
 */
export const kvLimits: { readonly key: number; readonly value: number } = { key: 1024, value: 2 * mebibyte }

/**
 * A key of S3: https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html. What one call of it takes:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/upload-objects.html. Metadata of it:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html
 */
export const bucketLimits: { readonly key: number; readonly object: number; readonly metadata: number } = {
  key: 1024,
  object: 5 * 1024 * mebibyte,
  metadata: 2 * kibibyte,
}

/**
 * Bytes and messages of Amazon SQS:
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html.
 * Delays of Azure Storage Queue: https://learn.microsoft.com/rest/api/storageservices/put-message
 */
export const sendLimits: {
  readonly message: number
  readonly batchBytes: number
  readonly batchItems: number
  readonly delay: number
} = { message: mebibyte, batchBytes: mebibyte, batchItems: 10, delay: 7 * 24 * 3600 }
