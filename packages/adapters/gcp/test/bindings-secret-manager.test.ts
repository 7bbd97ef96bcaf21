import { SecretManagerServiceClient } from '@google-cloud/secret-manager'
import { secretSuite } from '@rove/conformance/vitest'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { crc32c } from '../src/bindings/crc32c.ts'
import { secretManager } from '../src/bindings/secret-manager.ts'
import { secretManagerCapabilities } from '../src/bindings/secret-manager-capabilities.ts'
import { impatient, soonAgain } from './faults.fixture.ts'
import { clientOptions } from './grpc.fixture.ts'
import { type SecretManager, startSecretManager } from './secret-manager.fixture.ts'

describe('secrets in Secret Manager', () => {
  let google: SecretManager
  const open = (native: string, env = {}) =>
    secretManager({ client: google.client }).open({ name: 'resource', native, ordered: false, env })

  beforeAll(async () => {
    google = await startSecretManager()
  })
  afterAll(() => google.stop())

  secretSuite({
    name: 'secret-manager on a fake of its gRPC service',
    capabilities: secretManagerCapabilities,
    open: async () => open('projects/demo/secrets/conformance'),
    write: (value) => google.write('projects/demo/secrets/conformance', value),
    faults: {
      endpoint: () => `http://127.0.0.1:${google.server.port}`,
      async openThrough(endpoint) {
        const own = new SecretManagerServiceClient({ ...clientOptions(Number(new URL(endpoint).port)), ...soonAgain })
        const native = 'projects/demo/secrets/conformance'
        const source = secretManager({ client: impatient(own, 'accessSecretVersion') })
        const driver = source.open({ name: 'resource', native, ordered: false, env: {} })
        return { ...driver, close: () => own.close() }
      },
    },
  })

  it('are found by name in the project of the environment, or else of the client', async () => {
    await google.write('projects/demo/secrets/plain', 'of the client')
    await google.write('projects/other/secrets/plain', 'of the environment')
    expect(await open('plain').get(undefined)).toEqual({ value: 'of the client', version: '1' })
    expect((await open('plain', { GOOGLE_CLOUD_PROJECT: 'other' }).get(undefined))?.value).toBe('of the environment')
  })

  it.each(['DISABLED', 'DESTROYED'] as const)('are a failed precondition while they are %s', async (state) => {
    const secret = `projects/demo/secrets/${state}`
    await google.write(secret, 'first')
    await google.write(secret, 'second')
    google.put(`${secret}/versions/2`, state)
    const driver = open(secret)
    for (const version of [undefined, '2']) {
      const error = await driver.get(version).catch((thrown: unknown) => thrown)
      expect(driver.errorCode(error)).toBe('FailedPrecondition')
    }
    expect(await driver.get('1')).toEqual({ value: 'first', version: '1' })
  })

  it('have no versions but numbers, and Google is not asked for others', async () => {
    const secret = 'projects/demo/secrets/numbered'
    await google.write(secret, 'a')
    const before = [...google.server.calls.values()]
    for (const version of ['latest', '', '0', '01', '-1', '1/../2', 'a']) {
      expect(await open(secret).get(version)).toBeUndefined()
    }
    expect([...google.server.calls.values()]).toEqual(before)
  })

  it('are read as UTF-8, to the last sign', async () => {
    const secret = 'projects/demo/secrets/bytes'
    await google.write(secret, '\ufeffgröße\0')
    expect((await open(secret).get(undefined))?.value).toBe('\ufeffgröße\0')
    await google.write(secret, Uint8Array.from([0xff, 0xfe]))
    await expect(open(secret).get(undefined)).rejects.toThrow(/not valid/)
  })

  it('that were changed on their way are not given', async () => {
    const secret = 'projects/demo/secrets/spoiled'
    await google.write(secret, 'a')
    const driver = open(secret)
    google.spoil(1)
    const error = await driver.get(undefined).catch((thrown: unknown) => thrown)
    google.spoil(undefined)
    expect(driver.errorCode(error)).toBe('Unavailable')
    expect((await driver.get(undefined))?.value).toBe('a')
  })

  // https://www.rfc-editor.org/rfc/rfc3720#appendix-B.4
  it.each([
    [new Uint8Array(32), 0x8a9136aa],
    [new Uint8Array(32).fill(0xff), 0x62a8ab43],
    [Uint8Array.from({ length: 32 }, (_, at) => at), 0x46dd794e],
    [Buffer.from('123456789'), 0xe3069283],
    [new Uint8Array(), 0],
  ])('have checksums as the specification has them', (bytes, sum) => expect(crc32c(bytes)).toBe(sum))
})
