import { SecretManagerServiceClient } from '@google-cloud/secret-manager'
import { RoveError } from '@rove/core'
import {
  clientOf,
  type DriverSource,
  nativeOf,
  type OpenResource,
  remembered,
  type SecretDriver,
  type ServiceClient,
} from '@rove/core/adapter'
import { crc32c } from './crc32c.ts'
import { errorCode } from './error-code.ts'
import { type DriverOptions, reconnecting } from './service-client.ts'

/** How secrets are reached. */
export type SecretManagerOptions = DriverOptions<SecretManagerServiceClient>

/** What every call says: nothing is repeated, and a service that says nothing is an error while there is time (ms). */
const once = { retry: null, timeout: 30_000 }

const service = 'secret-manager'

/**
 * Secrets in Google Secret Manager. The native name is `projects/<p>/secrets/<s>`, with `locations/<l>/` in it for a
 * regional secret, or the secret's own name, of the project in `GOOGLE_CLOUD_PROJECT` or else of the client. A version is
 * its number; the current one is what Google calls `latest`, also when it is disabled, which is `FailedPrecondition`. Bytes
 * are read as UTF-8.
 */
export function secretManager({ client: given, only }: SecretManagerOptions = {}): DriverSource<'secret'> {
  const clients = new Map<string, ServiceClient<SecretManagerServiceClient>>()
  const source: DriverSource<'secret'> = {
    kind: 'secret',
    service,
    open(secret) {
      // Regional secrets are served by their region alone.
      // Source: https://cloud.google.com/secret-manager/regional-secrets/create-regional-secret
      const location = /^projects\/[^/]+\/locations\/([^/]+)\//.exec(secret.native)?.[1] ?? ''
      const options = location === '' ? {} : { apiEndpoint: `secretmanager.${location}.rep.googleapis.com` }
      const make = (): SecretManagerServiceClient => new SecretManagerServiceClient({ ...options, ...reconnecting })
      const client = clients.get(location) ?? clientOf(given, make, (made) => made.close())
      clients.set(location, client)
      return openSecret(client, secret)
    },
  }
  return only === undefined ? source : { ...source, only }
}

/**
 * Secret Manager's own client behind a secret of `context.use`.
 * @throws RoveError `FailedPrecondition` when it runs on another service
 */
export function native(client: object): SecretManagerServiceClient {
  return nativeOf<SecretManagerServiceClient>(client, service)
}

function openSecret(client: ServiceClient<SecretManagerServiceClient>, resource: OpenResource): SecretDriver {
  const secret = remembered(() => toSecret(client.get(), resource))
  return {
    service,
    errorCode,
    get native() {
      return client.get()
    },
    async get(version) {
      if (version !== undefined && !/^[1-9]\d{0,17}$/.test(version)) return undefined
      const name = `${await secret()}/versions/${version ?? 'latest'}`
      // Left to the call, a failure (no credentials) would also be a rejection that nobody handles, and end the process.
      await client.get().initialize()
      try {
        const [{ name: found, payload }] = await client.get().accessSecretVersion({ name }, once)
        return { value: toText(payload ?? {}), version: (found ?? '').slice((found ?? '').lastIndexOf('/') + 1) }
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === notFound) return undefined
        throw error
      }
    },
    close: () => client.close(),
  }
}

async function toSecret(client: SecretManagerServiceClient, { native, env }: OpenResource): Promise<string> {
  if (native.startsWith('projects/')) return native
  const project = env.GOOGLE_CLOUD_PROJECT || env.GCLOUD_PROJECT || (await client.getProjectId())
  return `projects/${project}/secrets/${native}`
}

// https://github.com/googleapis/googleapis/blob/master/google/rpc/code.proto
const notFound = 5

interface Payload {
  readonly data?: Uint8Array | string | null
  readonly dataCrc32c?: unknown
}

// https://cloud.google.com/secret-manager/docs/data-integrity
function toText({ data, dataCrc32c }: Payload): string {
  const bytes = typeof data === 'string' ? Buffer.from(data, 'base64') : (data ?? new Uint8Array())
  if (dataCrc32c !== undefined && dataCrc32c !== null && Number(dataCrc32c) !== crc32c(bytes)) {
    throw new RoveError('Unavailable', 'The secret was changed on its way: its checksum is another one.', {
      provider: service,
    })
  }
  return utf8.decode(bytes)
}

// A byte order mark is part of the text here.
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
