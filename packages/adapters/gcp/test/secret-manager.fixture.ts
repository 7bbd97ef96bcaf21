import { protos, SecretManagerServiceClient } from '@google-cloud/secret-manager'
import { crc32c } from '../src/bindings/crc32c.ts'
import { clientOptions, failure, type GrpcServer, startGrpc, unary } from './grpc.fixture.ts'

const { AccessSecretVersionRequest, AccessSecretVersionResponse, AddSecretVersionRequest, SecretVersion } =
  protos.google.cloud.secretmanager.v1

type State = 'ENABLED' | 'DISABLED' | 'DESTROYED'

/** Secret Manager, as far as secrets are added and read, with its real client. */
export interface SecretManager {
  readonly client: SecretManagerServiceClient
  readonly server: GrpcServer
  /** Adds a version, with the client. Gives its number. */
  write(secret: string, value: string | Uint8Array): Promise<string>
  /** Disables or destroys a version. */
  put(version: string, state: State): void
  /** What is answered instead of a checksum that is right. */
  spoil(checksum: number | undefined): void
  stop(): Promise<void>
}

/** Starts the fake. Versions have numbers from 1 on, of secrets of any name. */
export async function startSecretManager(): Promise<SecretManager> {
  const secrets = new Map<string, Array<{ data: Uint8Array; state: State }>>()
  let wrong: number | undefined

  const find = (name: string) => {
    const [, secret = '', wanted = ''] = /^(projects\/[^/]+\/secrets\/[\w-]{1,255})\/versions\/(.+)$/.exec(name) ?? []
    if (secret === '') throw failure('INVALID_ARGUMENT', `Invalid resource field value in the request: ${name}`)
    const versions = secrets.get(secret)
    if (versions === undefined) throw failure('NOT_FOUND', `Secret [${secret}] not found or has no versions.`)
    const number = wanted === 'latest' ? versions.length : Number(wanted)
    const version = versions[number - 1]
    if (version === undefined) throw failure('NOT_FOUND', `Secret Version [${name}] not found.`)
    return { version, number, secret }
  }

  const access = unary(
    '/google.cloud.secretmanager.v1.SecretManagerService/AccessSecretVersion',
    { request: AccessSecretVersionRequest, response: AccessSecretVersionResponse },
    ({ name }) => {
      const { version, number, secret } = find(name ?? '')
      const { data, state } = version
      if (state !== 'ENABLED') throw failure('FAILED_PRECONDITION', `Secret Version [${name}] is in ${state} state.`)
      const payload = { data, dataCrc32c: wrong ?? crc32c(data) }
      return AccessSecretVersionResponse.create({ name: `${secret}/versions/${number}`, payload })
    },
  )
  const add = unary(
    '/google.cloud.secretmanager.v1.SecretManagerService/AddSecretVersion',
    { request: AddSecretVersionRequest, response: SecretVersion },
    ({ parent: secret, payload }) => {
      const parent = secret ?? ''
      const data = payload?.data as Uint8Array
      const versions = secrets.get(parent) ?? []
      versions.push({ data, state: 'ENABLED' })
      secrets.set(parent, versions)
      return SecretVersion.create({ name: `${parent}/versions/${versions.length}` })
    },
  )
  const server = await startGrpc([access, add])
  const client = new SecretManagerServiceClient(clientOptions(server.port))
  return {
    client,
    server,
    async write(parent, value) {
      const [{ name }] = await client.addSecretVersion({ parent, payload: { data: Buffer.from(value) } })
      return (name ?? '').split('/').at(-1) ?? ''
    },
    put(version, state) {
      find(version).version.state = state
    },
    spoil(checksum) {
      wrong = checksum
    },
    async stop() {
      await client.close()
      server.stop()
    },
  }
}
