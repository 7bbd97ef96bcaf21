import type { SentObject } from '@rove/core/adapter'
import { toObjectResource } from './eventarc.ts'
import { type Published, publish } from './pubsub.ts'

/**
 * A notification that Cloud Storage publishes for an object, with the payload format `JSON_API_V1`.
 * Source: https://cloud.google.com/storage/docs/pubsub-notifications#attributes
 */
export function publishNotification(object: SentObject, bucket: string): Published {
  const resource = toObjectResource(object, bucket)
  return publish({
    body: JSON.stringify(resource),
    attributes: {
      notificationConfig: `projects/_/buckets/${bucket}/notificationConfigs/1`,
      eventType: object.kind === 'created' ? 'OBJECT_FINALIZE' : 'OBJECT_DELETE',
      payloadFormat: 'JSON_API_V1',
      bucketId: bucket,
      objectId: object.key,
      objectGeneration: String(resource.generation),
      eventTime: new Date().toISOString(),
    },
  })
}
