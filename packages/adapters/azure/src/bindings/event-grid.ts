import { AzureKeyCredential, EventGridPublisherClient } from '@azure/eventgrid'
import { type Env, RoveError } from '@rove/core'
import { type DriverSource, nativeOf, type OpenResource, type SendDriver } from '@rove/core/adapter'
import { findEndpoint } from './connection.ts'
import { errorCode } from './error-code.ts'
import { toCloudEvent } from './event-grid-event.ts'
import { inTime } from './in-time.ts'
import { clientOf, type DriverOptions, withoutRetries } from './service-client.ts'

// Milliseconds until an answer must be there.
const patience = 30_000

/** A client that publishes CloudEvents. */
export type EventGridClient = EventGridPublisherClient<'CloudEvent'>

/** How topics are reached. A `client` belongs to one topic; say with `only` to which. */
export interface EventGridOptions extends DriverOptions<EventGridClient> {
  /** The prefix of the settings for topics that are named without an address. Default: `EventGridConnection`. */
  readonly connection?: string
}

/**
 * 1 MB for an event and for a request, of which there is left what is beside the envelopes: the attributes of events, among
 * them type and subject, which are in the envelope as well. The service takes 5,000 events at once.
 * Sources: https://learn.microsoft.com/azure/event-grid/quotas-limits (an event; events at once),
 * https://learn.microsoft.com/azure/event-grid/post-to-custom-topic (a request)
 */
const limits = { message: 900_000, batchBytes: 450_000, batchItems: 100, delay: 0 }

/**
 * Custom topics of Azure Event Grid, of the basic tier, with the input schema CloudEvents 1.0. The native name is the topic's
 * endpoint (`https://orders.westeurope-1.eventgrid.azure.net/api/events`), or a topic's name whose endpoint is in a setting:
 * `EventGridConnection__<name>__topicEndpointUri` with an underscore for each hyphen (names of settings have none on Linux),
 * else `EventGridConnection__topicEndpointUri`, which is what the output binding of Azure Functions reads. Beside the endpoint, `…__topicKeySetting` names the setting with the topic's access key;
 * without it the identity of the function app is used. An endpoint as the native name is used with
 * `EventGridConnection__topicKeySetting`, or the identity of `EventGridConnection__clientId` and `…__credential`.
 *
 * A request is taken or refused as a whole. The envelope is the event's data; type and subject are those of the
 * envelope, so that subscriptions can filter by them.
 * Source: https://learn.microsoft.com/azure/azure-functions/functions-bindings-event-grid-output
 */
export function eventGrid({
  client,
  only,
  connection = 'EventGridConnection',
}: EventGridOptions = {}): DriverSource<'topic'> {
  const open = (resource: OpenResource): SendDriver => openTopic(resource, client, connection)
  const source: DriverSource<'topic'> = { kind: 'topic', service: 'event-grid', open }
  return only === undefined ? source : { ...source, only }
}

/** The client of `@azure/eventgrid` behind a topic. */
export function native(client: object): EventGridClient {
  return nativeOf<EventGridClient>(client, 'event-grid')
}

// The client of this SDK is of one topic: one for each, on Node's shared connections.
function openTopic(
  { native: name, env }: OpenResource,
  given: EventGridClient | undefined,
  connection: string,
): SendDriver {
  const client = clientOf(given, () => makeClient(name, env, connection))
  return {
    service: 'event-grid',
    limits,
    errorCode,
    get native() {
      return client.of(env)
    },
    async send(messages) {
      const events = messages.map(({ text }) => toCloudEvent(text, name))
      await inTime(patience, (abortSignal) => client.of(env).send(events, { abortSignal }))
      return events.map(({ id }) => ({ id }))
    },
    close: () => client.close(),
  }
}

function makeClient(name: string, env: Env, connection: string): EventGridClient {
  const isAddress = /^https?:\/\//.test(name)
  const own = `${connection}__${name.replaceAll('-', '_')}`
  const prefix = !isAddress && env[`${own}__topicEndpointUri`] !== undefined ? own : connection
  const keySetting = env[`${prefix}__topicKeySetting`]
  const key = keySetting === undefined ? undefined : env[keySetting]
  if (keySetting !== undefined && !key) {
    const said = `There is no access key of the Event Grid topic: ${prefix}__topicKeySetting names ${keySetting}, which is not set.`
    throw new RoveError('FailedPrecondition', said, { status: 500 })
  }
  // A name that is an address stands for the setting; the identity's settings are beside it.
  const settings = isAddress ? { ...env, [`${prefix}__topicEndpointUri`]: name } : env
  const query = { service: 'Event Grid', setting: prefix, endpoints: ['topicEndpointUri'] }
  const { endpoint, credential: identity } = findEndpoint(settings, query)
  const credential = key === undefined ? identity : new AzureKeyCredential(key)
  const insecure = { allowInsecureConnection: endpoint.startsWith('http://') }
  return new EventGridPublisherClient(endpoint, 'CloudEvent', credential, { ...withoutRetries, ...insecure })
}
