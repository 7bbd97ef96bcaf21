import { GetParameterCommand, ParameterNotFound, ParameterVersionNotFound, SSMClient } from '@aws-sdk/client-ssm'
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

/** How parameters are reached. */
export type SsmOptions = DriverOptions<SSMClient>

/**
 * Secrets in the Parameter Store of AWS Systems Manager. The native name is a parameter's name or ARN; versions are its
 * numbers, of which AWS keeps the last hundred. Parameters are decrypted.
 */
export function ssm({ client: given, only }: SsmOptions = {}): DriverSource<'secret'> {
  const client = clientOf(
    given,
    () => new SSMClient(clientConfig()),
    (made) => made.destroy(),
  )
  const source: DriverSource<'secret'> = {
    kind: 'secret',
    service: 'ssm',
    open: (secret) => openSecret(client, secret),
  }
  return only === undefined ? source : { ...source, only }
}

/** The SDK's client behind a secret in the Parameter Store, one of `context.use`. @throws RoveError `FailedPrecondition` when something else is behind it */
export function native(client: object): SSMClient {
  return nativeOf<SSMClient>(client, 'ssm')
}

function openSecret(client: ServiceClient<SSMClient>, { native }: OpenResource): SecretDriver {
  return {
    service: 'ssm',
    errorCode,
    get native() {
      return client.get()
    },
    async get(version) {
      // A label would be found too, and labels move: https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html
      if (version !== undefined && !/^[1-9]\d{0,14}$/.test(version)) return undefined
      const Name = version === undefined ? native : `${native}:${version}`
      try {
        const { Parameter } = await client.get().send(new GetParameterCommand({ Name, WithDecryption: true }))
        return Parameter && { value: Parameter.Value ?? '', version: String(Parameter.Version ?? '') }
      } catch (error) {
        if (error instanceof ParameterNotFound || error instanceof ParameterVersionNotFound) return undefined
        throw error
      }
    },
    close: () => client.close(),
  }
}
