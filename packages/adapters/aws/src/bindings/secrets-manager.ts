import {
  GetSecretValueCommand,
  type GetSecretValueCommandOutput,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager'
import {
  clientOf,
  type DriverSource,
  nativeOf,
  type OpenResource,
  type SecretDriver,
  type ServiceClient,
} from '@rove/core/adapter'
import { errorCode } from './error-code.ts'
import { clientConfig, type DriverOptions } from './service-client.ts'

/** How secrets are reached. */
export type SecretsManagerOptions = DriverOptions<SecretsManagerClient>

/**
 * Secrets in AWS Secrets Manager. The native name is a secret's name or ARN; a version is the id that AWS gives each value,
 * and the current one has the stage `AWSCURRENT`. A binary secret is read as UTF-8.
 */
export function secretsManager({ client: given, only }: SecretsManagerOptions = {}): DriverSource<'secret'> {
  const client = clientOf(
    given,
    () => new SecretsManagerClient(clientConfig()),
    (made) => made.destroy(),
  )
  const service = 'secrets-manager'
  const source: DriverSource<'secret'> = { kind: 'secret', service, open: (secret) => openSecret(client, secret) }
  return only === undefined ? source : { ...source, only }
}

/** The SDK's client behind a secret in Secrets Manager, one of `context.use`. @throws RoveError `FailedPrecondition` when something else is behind it */
export function native(client: object): SecretsManagerClient {
  return nativeOf<SecretsManagerClient>(client, 'secrets-manager')
}

function openSecret(client: ServiceClient<SecretsManagerClient>, { native }: OpenResource): SecretDriver {
  return {
    service: 'secrets-manager',
    errorCode,
    get native() {
      return client.get()
    },
    async get(version) {
      // Ids have 32 to 64 characters, and AWS refuses others:
      // https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html
      if (version !== undefined && !/^[\w-]{32,64}$/.test(version)) return undefined
      const wanted = version === undefined ? {} : { VersionId: version }
      try {
        const found = await client.get().send(new GetSecretValueCommand({ SecretId: native, ...wanted }))
        return { value: toText(found), version: found.VersionId ?? '' }
      } catch (error) {
        if (error instanceof ResourceNotFoundException) return undefined
        throw error
      }
    },
    close: () => client.close(),
  }
}

function toText({ SecretString, SecretBinary }: GetSecretValueCommandOutput): string {
  return SecretString ?? new TextDecoder('utf-8', { fatal: true }).decode(SecretBinary)
}
