import { RoveError } from '@rove/core'
import { remembered } from '@rove/core/adapter'

/** What Azure's clients ask for tokens: `TokenCredential` of `@azure/core-auth`, without the package. */
export interface TokenCredential {
  getToken(scopes: string | string[], options?: object): Promise<AccessToken | null>
}

/** A token as `@azure/core-auth` has it. */
export interface AccessToken {
  readonly token: string
  /** Epoch milliseconds. */
  readonly expiresOnTimestamp: number
}

/** Who the function app is. */
export interface Identity {
  /** A managed identity, and no other; else what `DefaultAzureCredential` finds: also a developer's own sign-in. */
  readonly managed?: boolean
  /** Of a user-assigned identity, or of the application that `clientSecret` belongs to. */
  readonly clientId?: string | undefined
  readonly resourceId?: string | undefined
  readonly tenantId?: string | undefined
  readonly clientSecret?: string | undefined
}

/** Credentials of an identity. `@azure/identity` is loaded when the first token is asked for. */
export function identityCredential(identity: Identity = {}): TokenCredential {
  const credential = remembered(() => load(identity))
  return { getToken: async (scopes, options) => (await credential()).getToken(scopes, options) }
}

async function load(identity: Identity): Promise<TokenCredential> {
  const { managed = false, clientId, resourceId, tenantId, clientSecret } = identity
  const { ClientSecretCredential, DefaultAzureCredential, ManagedIdentityCredential } = await loadLibrary()
  if (managed && resourceId !== undefined) return new ManagedIdentityCredential({ resourceId })
  if (managed) return new ManagedIdentityCredential(clientId === undefined ? {} : { clientId })
  // Source: https://learn.microsoft.com/azure/azure-functions/functions-reference#local-development-with-identity-based-connections
  if (tenantId !== undefined && clientId !== undefined && clientSecret !== undefined) {
    return new ClientSecretCredential(tenantId, clientId, clientSecret)
  }
  return new DefaultAzureCredential({
    ...(clientId === undefined ? {} : { managedIdentityClientId: clientId }),
    ...(tenantId === undefined ? {} : { tenantId }),
  })
}

// A bundler leaves an import with a catch alone when the package is not there: https://esbuild.github.io/api/#external
function loadLibrary(): Promise<typeof import('@azure/identity')> {
  return import('@azure/identity').catch((cause: unknown) => {
    const message = 'A connection without a secret needs the package @azure/identity: npm install @azure/identity'
    throw new RoveError('FailedPrecondition', message, { cause, status: 500 })
  })
}
