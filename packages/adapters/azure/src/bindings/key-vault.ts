import { SecretClient } from '@azure/keyvault-secrets'
import { type Env, type ErrorCode, RoveError } from '@rove/core'
import { type DriverSource, nativeOf, type OpenResource, type SecretDriver } from '@rove/core/adapter'
import { isObject } from '../codecs/fields.ts'
import { findEndpoint } from './connection.ts'
import { errorCode, serviceCode, statusOf } from './error-code.ts'
import type { TokenCredential } from './identity.ts'
import { inTime } from './in-time.ts'
import { clientOf, type DriverOptions, withoutRetries } from './service-client.ts'

// Milliseconds until an answer must be there, with the challenge that comes before it.
const patience = 30_000

/** How secrets are reached. A `client` belongs to one vault. */
export interface KeyVaultOptions extends DriverOptions<SecretClient> {
  /** The prefix of the settings for secrets that are named without a vault. Default: `KeyVaultConnection`. */
  readonly connection?: string
}

/**
 * Secrets in Azure Key Vault. The native name is a secret's (letters, digits and hyphens), in the vault whose address is in
 * `KeyVaultConnection__vaultUri`, else in `KEY_VAULT_URL`; or a secret's identifier,
 * `https://<vault>.vault.azure.net/secrets/<name>`. It is read with the identity of the function app, of
 * `KeyVaultConnection__clientId` and `…__credential` where they are set; there are no connection strings. A version is what
 * Key Vault calls so. What is disabled is refused as `FailedPrecondition`; what is deleted is not there.
 */
export function keyVault({ client: given, only, connection }: KeyVaultOptions = {}): DriverSource<'secret'> {
  const open = (secret: OpenResource): SecretDriver => openSecret(secret, given, connection ?? 'KeyVaultConnection')
  const source: DriverSource<'secret'> = { kind: 'secret', service: 'key-vault', open }
  return only === undefined ? source : { ...source, only }
}

/** The client of `@azure/keyvault-secrets` behind a secret. */
export function native(client: object): SecretClient {
  return nativeOf<SecretClient>(client, 'key-vault')
}

// Clients keep the token they have; one for each vault.
const vaults = new WeakMap<Env, Map<string, SecretClient>>()

function openSecret({ native: id, env }: OpenResource, given: SecretClient | undefined, prefix: string): SecretDriver {
  const [, vault, name = id] = /^(https?:\/\/[^/]+)\/secrets\/([^/]+)\/?$/.exec(id) ?? []
  const client = clientOf(given, () => vaultClient(env, prefix, vault))
  return {
    service: 'key-vault',
    errorCode: codeOf,
    get native() {
      return client.of(env)
    },
    async get(version) {
      // Of another shape there is none: https://learn.microsoft.com/azure/key-vault/general/about-keys-secrets-certificates
      if (version !== undefined && !/^[0-9a-f]{32}$/i.test(version)) return undefined
      try {
        const found = await inTime(patience, (abortSignal) =>
          client.of(env).getSecret(name, version === undefined ? { abortSignal } : { version, abortSignal }),
        )
        return { value: found.value ?? '', version: found.properties.version ?? '' }
      } catch (error) {
        if (statusOf(error) === 404 && serviceCode(error) === 'SecretNotFound') return undefined
        throw error
      }
    },
    close: () => client.close(),
  }
}

function vaultClient(env: Env, prefix: string, vault: string | undefined): SecretClient {
  const { address, credential } = vaultOf(env, prefix, vault)
  const key = `${prefix} ${address}`
  const known = vaults.get(env) ?? new Map<string, SecretClient>()
  const client = known.get(key) ?? new SecretClient(address, credential, withoutRetries)
  vaults.set(env, known.set(key, client))
  return client
}

function vaultOf(
  env: Env,
  prefix: string,
  vault: string | undefined,
): { readonly address: string; readonly credential: TokenCredential } {
  const setting = `${prefix}__vaultUri`
  const address = vault ?? env[setting] ?? env.KEY_VAULT_URL
  if (!address) {
    const said = `There is no connection to Key Vault: set ${setting} or KEY_VAULT_URL to the address of the vault.`
    throw new RoveError('FailedPrecondition', said, { status: 500 })
  }
  // The identity's settings are read beside the address of the vault, wherever that came from.
  const query = { service: 'Key Vault', setting: prefix, endpoints: ['vaultUri'] }
  return { address, credential: findEndpoint({ ...env, [setting]: address }, query).credential }
}

function codeOf(error: unknown): ErrorCode {
  if (isDisabled(error)) return 'FailedPrecondition'
  // What the SDK says of an answer without a body of JSON, whose status it loses: it comes from something on the way.
  const isForeign = error instanceof TypeError && /reading 'error'/.test(error.message)
  return isForeign || error instanceof SyntaxError ? 'Unavailable' : errorCode(error)
}

// Source: https://learn.microsoft.com/azure/key-vault/general/rest-error-codes
function isDisabled(error: unknown): boolean {
  return statusOf(error) === 403 && /"SecretDisabled"|not allowed on a disabled secret/i.test(bodyOf(error))
}

function bodyOf(error: unknown): string {
  if (!isObject(error)) return ''
  const { message, response } = error as { readonly message?: unknown; readonly response?: { bodyAsText?: unknown } }
  return `${String(message)} ${String(response?.bodyAsText)}`
}
