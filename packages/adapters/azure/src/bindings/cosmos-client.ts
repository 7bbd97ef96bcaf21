import {
  type Container,
  CosmosClient,
  type CosmosClientOptions,
  type Plugin,
  type PluginConfig,
  type RetryOptions,
} from '@azure/cosmos'
import { type Env, RoveError } from '@rove/core'
import type { OpenResource } from '@rove/core/adapter'
import { isObject } from '../codecs/fields.ts'
import { findConnection } from './connection.ts'

/** What must not be repeated: an error whose code the SDK's retries do not know. */
class Final extends Error {
  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause })
  }
}

/**
 * The SDK has a setting for its retries of 429, and none for those of broken connections (reads: ten, a second apart; where
 * a name cannot be resolved: 120) and of timeouts and 503. What tells it of another region is left to it: 403 and 404.
 * Source: the SDK's src/retry/retryUtility.ts and the policies beside it
 */
const repeatNothing: Plugin<unknown> = async (context, _node, next) => {
  try {
    return await next(context)
  } catch (error) {
    const code = isObject(error) ? error.code : undefined
    throw typeof code === 'number' && code !== 503 ? error : new Final(error)
  }
}

/** Repeats nothing that is broken, as one of a client's `plugins`. */
export const withoutRepeats: PluginConfig = { on: 'request', plugin: repeatNothing }

/** Repeats nothing that is refused for load. */
export const noRetries: RetryOptions = {
  maxRetryAttemptCount: 0,
  fixedRetryIntervalInMilliseconds: 0,
  maxWaitTimeInSeconds: 0,
}

/** Makes a client from the settings of the function app. */
export function makeClient(env: Env, setting: string): CosmosClient {
  const query = { service: 'Cosmos DB', setting, endpoints: ['accountEndpoint'] }
  const found = findConnection(env, query)
  const options: CosmosClientOptions & { plugins: PluginConfig[] } = {
    ...('connectionString' in found
      ? { connectionString: found.connectionString }
      : { endpoint: found.endpoint, aadCredentials: found.credential }),
    connectionPolicy: {
      requestTimeout: 30_000,
      retryOptions: noRetries,
    },
    plugins: [withoutRepeats],
  }
  return new CosmosClient(options)
}

/** What the service said, without what was put around it here. */
export async function unwrapped<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    throw error instanceof Final ? error.cause : error
  }
}

/** The container of a resource: `database/container`, or a container of the database that is said otherwise. */
export function containerOf(
  client: CosmosClient,
  { name, native, env }: OpenResource,
  database: string | undefined,
): Container {
  const parts = native.split('/')
  const container = parts.at(-1) as string
  const [, app] = container.endsWith(`-${name}`) ? [name, container.slice(0, -name.length - 1)] : []
  const within = parts.length === 2 ? parts[0] : (database ?? env.ROVE_COSMOS_DATABASE ?? app)
  if (within) return client.database(within).container(container)
  throw new RoveError(
    'FailedPrecondition',
    `Which database the Cosmos DB container ${JSON.stringify(native)} is in is not said: set ROVE_COSMOS_DATABASE, or name it <database>/<container>.`,
    { status: 500 },
  )
}
