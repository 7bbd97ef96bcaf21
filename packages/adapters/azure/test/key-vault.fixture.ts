import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import { SecretClient, type SecretClientOptions } from '@azure/keyvault-secrets'
import { closeServer, listenOnLoopback } from '@rove/core/host'

/** A vault with the secrets of Key Vault's REST API, on a free port of this machine. */
export interface Vault {
  readonly endpoint: string
  /** Puts a version into the vault. @returns its name */
  set(name: string, value: string): string
  disable(name: string, version: string): void
  /** Deletes a secret, which stays recoverable: its name cannot be used again. */
  remove(name: string): void
  /** What requests with a token are answered with, until it is undefined again. */
  answer(reply: { readonly status: number; readonly body?: string } | 'cut' | undefined): void
  /** Requests, with whether they had a token. */
  readonly requests: ReadonlyArray<{ readonly url: string; readonly authorized: boolean }>
  stop(): Promise<void>
}

interface Version {
  readonly value: string
  enabled: boolean
}

interface Reply {
  readonly status: number
  readonly body: object
}

/**
 * Starts a vault. A request without a token is answered with a challenge, which the client meets first.
 * Sources: https://learn.microsoft.com/rest/api/keyvault/secrets/get-secret/get-secret,
 * https://learn.microsoft.com/azure/key-vault/general/authentication-requests-and-responses
 */
export async function startVault(): Promise<Vault> {
  const secrets = new Map<string, Map<string, Version>>()
  const requests: Array<{ url: string; authorized: boolean }> = []
  let reply: Parameters<Vault['answer']>[0]
  let endpoint = ''
  const server = createServer((incoming, outgoing) => {
    const authorized = incoming.headers.authorization === 'Bearer granted'
    requests.push({ url: incoming.url ?? '', authorized })
    incoming.resume().on('end', () => {
      if (!authorized) {
        const challenge = 'Bearer authorization="https://login.example/tenant", resource="https://vault.azure.net"'
        outgoing.writeHead(401, { 'www-authenticate': challenge }).end()
        return
      }
      if (reply === 'cut') return void incoming.socket.destroy()
      const { status, body } = reply ?? find(incoming, secrets, endpoint)
      const text = typeof body === 'string' ? body : body && JSON.stringify(body)
      outgoing.writeHead(status, { 'content-type': 'application/json' }).end(text)
    })
  })
  endpoint = `http://127.0.0.1:${await listenOnLoopback(server)}`
  return {
    endpoint,
    requests,
    set(name, value) {
      const version = randomBytes(16).toString('hex')
      secrets.set(name, (secrets.get(name) ?? new Map<string, Version>()).set(version, { value, enabled: true }))
      return version
    },
    disable(name, version) {
      const found = secrets.get(name)?.get(version)
      if (found) found.enabled = false
    },
    remove: (name) => void secrets.delete(name),
    answer(next) {
      reply = next
    },
    stop() {
      server.closeAllConnections()
      return closeServer(server)
    },
  }
}

function find({ url = '' }: IncomingMessage, secrets: Map<string, Map<string, Version>>, endpoint: string): Reply {
  const [, name = '', wanted] = /^\/secrets\/([^/?]+)\/?([^/?]*)/.exec(url) ?? []
  const versions = secrets.get(name)
  const version = wanted || [...(versions?.keys() ?? [])].at(-1)
  const found = version === undefined ? undefined : versions?.get(version)
  if (found === undefined) {
    const message = `A secret with (name/id) ${name}/${wanted} was not found in this key vault.`
    return { status: 404, body: { error: { code: 'SecretNotFound', message } } }
  }
  if (found.enabled) {
    const attributes = { enabled: true, created: 1, updated: 1, recoveryLevel: 'Recoverable+Purgeable' }
    return { status: 200, body: { value: found.value, id: `${endpoint}/secrets/${name}/${version}`, attributes } }
  }
  const message = 'Operation get is not allowed on a disabled secret.'
  return { status: 403, body: { error: { code: 'Forbidden', message, innererror: { code: 'SecretDisabled' } } } }
}

/** A client of one's own, which repeats nothing; the challenge of this vault names another host. */
export function vaultClientOf({ endpoint }: Pick<Vault, 'endpoint'>, more: SecretClientOptions = {}): SecretClient {
  const token = { token: 'granted', expiresOnTimestamp: Date.now() + 3_600_000 }
  return new SecretClient(
    endpoint,
    { getToken: async () => token },
    {
      disableChallengeResourceVerification: true,
      allowInsecureConnection: true,
      retryOptions: { maxRetries: 0 },
      ...more,
    },
  )
}
