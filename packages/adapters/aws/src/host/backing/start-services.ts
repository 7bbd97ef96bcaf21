import type { Resource } from '@rove/core'
import type { BackingOptions, BackingServices, MissingServices } from '@rove/core/adapter'
import { hasMoto, startMoto } from './moto.ts'
import { createResource, drainQueue, queueOfTopic, type Reach } from './resources.ts'

/** Starts moto with an app's tables, buckets, queues, topics and secrets in it; its clients are AWS's own. */
export async function startServices({ app, resources }: BackingOptions): Promise<BackingServices | MissingServices> {
  if (!hasMoto()) return { missing: 'moto is not installed; to get it: pip install "moto[server]"' }
  const moto = await startMoto()
  // Moto takes any.
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
  const reach: Reach = { endpoint: moto.endpoint, region: 'us-east-1', credentials }
  const nativeOf = (resource: Resource & { readonly ordered?: boolean }): string =>
    `${app}-${resource.name}${resource.kind === 'queue' && resource.ordered ? '.fifo' : ''}`
  try {
    for (const resource of resources) await createResource(resource, nativeOf(resource), reach)
  } catch (error) {
    await moto.stop()
    throw error
  }
  return {
    name: 'moto (DynamoDB, S3, SQS, SNS, Secrets Manager)',
    env: {
      AWS_ENDPOINT_URL: moto.endpoint,
      AWS_REGION: reach.region,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    },
    take(wanted) {
      const resource = resources.find(({ kind, name }) => kind === wanted.kind && name === wanted.name) ?? wanted
      const native = nativeOf(resource)
      return drainQueue(resource.kind === 'topic' ? queueOfTopic(native) : native, reach)
    },
    stop: () => moto.stop(),
  }
}
