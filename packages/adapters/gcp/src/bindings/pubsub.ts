import { createHash } from 'node:crypto'
import { type ClientConfig, PubSub, type protos } from '@google-cloud/pubsub'
import {
  clientOf,
  type DriverKind,
  type DriverSource,
  nativeOf,
  type OpenResource,
  type OutgoingMessage,
  type SendDriver,
  type SendResult,
  type ServiceClient,
} from '@rove/core/adapter'
import { errorCode } from './error-code.ts'
import { type DriverOptions, reconnecting } from './service-client.ts'

/** How topics are reached. */
export type PubsubOptions = DriverOptions<PubSub>

/**
 * A message and a request have 10 MB, of which the topic's name, ordering keys of up to 1 KB and the frames of up to 1,000
 * messages take some; there is no delay.
 * Source: https://cloud.google.com/pubsub/quotas#resource_limits
 */
const limits = { message: 9_990_000, batchBytes: 8_900_000, batchItems: 1000, delay: 0 }

const service = 'pubsub'

/**
 * What every call says: nothing is repeated, and nothing is collected (by default the client waits for more messages).
 * A service that says nothing is an error while there is time (ms).
 */
const once = { retry: null, isBundling: false, timeout: 30_000 }

/**
 * Queues on Google Pub/Sub: topics with one subscription that pushes to the function; the native name is the topic's, alone
 * or as `projects/<p>/topics/<t>`. A message cannot be delayed, and a dedupe key means nothing: Cloud Tasks has both.
 *
 * In an ordered queue a group is an ordering key; the subscription must have message ordering enabled, and 1 MB goes
 * through a key in a second. Messages of different groups are different calls, each of which is done or not.
 * Order holds among what is published in one region: where functions run in several, name one in the client's `apiEndpoint`.
 * Source: https://cloud.google.com/pubsub/docs/ordering
 */
export function pubsubQueue(options: PubsubOptions = {}): DriverSource<'queue'> {
  return sourceOf('queue', options)
}

/** Topics on Google Pub/Sub; the native name is the topic's, alone or as `projects/<p>/topics/<t>`. */
export function pubsubTopic(options: PubsubOptions = {}): DriverSource<'topic'> {
  return sourceOf('topic', options)
}

/** Google's client behind a client of `context.use`. @throws RoveError when it is not on Pub/Sub */
export function native(client: object): PubSub {
  return nativeOf<PubSub>(client, service)
}

function sourceOf<Kind extends DriverKind & ('queue' | 'topic')>(
  kind: Kind,
  { client: given, only }: PubsubOptions,
): DriverSource<Kind> {
  const client = clientOf(
    given,
    () => new PubSub(reconnecting as ClientConfig),
    (made) => made.close(),
  )
  const open = (resource: OpenResource): SendDriver => openTopic(client, resource)
  const source = { kind, service, open } as DriverSource<Kind>
  return only === undefined ? source : { ...source, only }
}

function openTopic(client: ServiceClient<PubSub>, { native: name, ordered }: OpenResource): SendDriver {
  // The client puts its project in.
  const topic = name.startsWith('projects/') ? name : `projects/{{projectId}}/topics/${name}`
  return {
    service,
    limits,
    errorCode,
    get native() {
      return client.get()
    },
    async send(messages) {
      const results: SendResult[] = []
      const calls = [...toCalls(messages, ordered)].map(async ([orderingKey, places]) => {
        const outgoing = places.map((place) => ({
          data: Buffer.from(messages[place]?.text ?? ''),
          ...(orderingKey === '' ? {} : { orderingKey }),
        }))
        const found = await publish(client.get(), { topic, messages: outgoing })
        for (const [at, place] of places.entries()) {
          results[place] = 'error' in found ? found : { id: found.ids[at] ?? '' }
        }
      })
      await Promise.all(calls)
      const [first] = results
      // When nothing was sent, it may be sent again as a whole.
      if (first && 'error' in first && results.every((result) => 'error' in result)) throw first.error
      return results
    },
    close: () => client.close(),
  }
}

/** Makes one call, which is done as a whole or not at all. */
function publish(
  client: PubSub,
  request: protos.google.pubsub.v1.IPublishRequest,
): Promise<{ readonly ids: readonly string[] } | { readonly error: unknown }> {
  return new Promise((resolve) => {
    const config = { client: 'PublisherClient', method: 'publish', reqOpts: request, gaxOpts: once } as const
    client.request<protos.google.pubsub.v1.IPublishResponse>(config, (error, answer) => {
      resolve(error ? { error } : { ids: answer?.messageIds ?? [] })
    })
  })
}

/**
 * The places of messages by ordering key: a request has messages of one key.
 * Source: https://cloud.google.com/pubsub/docs/reference/rpc/google.pubsub.v1#pubsubmessage
 */
function toCalls(messages: readonly OutgoingMessage[], ordered: boolean): Map<string, number[]> {
  const calls = new Map<string, number[]>()
  for (const [place, { group }] of messages.entries()) {
    const key = ordered && group !== undefined ? toKey(group) : ''
    calls.set(key, [...(calls.get(key) ?? []), place])
  }
  return calls
}

/** An ordering key has at most 1 KB; a digest stands for longer groups. Source: https://cloud.google.com/pubsub/quotas#resource_limits */
function toKey(group: string): string {
  return Buffer.byteLength(group) <= 1000 ? group : createHash('sha256').update(group).digest('hex')
}
