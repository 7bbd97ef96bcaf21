import { secretSuite } from '@rove/conformance/vitest'
import type { SecretDriver } from '@rove/core/adapter'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { keyVault } from '../src/bindings/key-vault.ts'
import { keyVaultCapabilities } from '../src/bindings/key-vault-capabilities.ts'
import { openNative } from './cosmos.fixture.ts'
import { impatient, throttled } from './faults.fixture.ts'
import { startVault, type Vault, vaultClientOf } from './key-vault.fixture.ts'

describe('secrets in Key Vault', () => {
  let vault: Vault
  const driverOf = (name: string): SecretDriver => openNative(keyVault({ client: vaultClientOf(vault) }), name)

  beforeAll(async () => {
    vault = await startVault()
  })

  afterAll(() => vault.stop())

  secretSuite({
    name: 'key-vault on a vault of its own',
    open: async () => driverOf('conformance'),
    write: async (value) => vault.set('conformance', value),
    capabilities: keyVaultCapabilities,
    faults: {
      endpoint: () => vault.endpoint,
      throttled: throttled.vault,
      openThrough: async (endpoint) =>
        openNative(keyVault({ client: vaultClientOf({ endpoint }, { httpClient: impatient() }) }), 'conformance'),
    },
  })

  it('asks without a token first, and answers the challenge once', async () => {
    vault.set('challenged', 'a')
    const driver = driverOf('challenged')
    const before = vault.requests.length
    for (let at = 0; at < 3; at += 1) expect((await driver.get(undefined))?.value).toBe('a')
    expect(vault.requests.slice(before).map(({ authorized }) => authorized)).toEqual([false, true, true, true])
  })

  it('gives what is deleted, and a version of another shape, as nothing', async () => {
    vault.set('gone', 'a')
    vault.remove('gone')
    const before = vault.requests.length
    expect(await driverOf('gone').get(undefined)).toBeUndefined()
    const asked = vault.requests.length
    for (const version of ['none', '', '../other', 'f'.repeat(33)]) {
      expect(await driverOf('gone').get(version)).toBeUndefined()
    }
    expect([asked - before, vault.requests.length - asked]).toEqual([2, 0])
  })

  it('refuses what is disabled, the current value and a version', async () => {
    const version = vault.set('disabled', 'a')
    vault.disable('disabled', version)
    const driver = driverOf('disabled')
    for (const wanted of [undefined, version]) {
      const error = await driver.get(wanted).catch((thrown: unknown) => thrown)
      expect(driver.errorCode(error)).toBe('FailedPrecondition')
    }
  })

  it.each([
    ['PermissionDenied', 403, '{"error":{"code":"Forbidden","message":"no access policy"}}'],
    ['NotFound', 404, '{"error":{"code":"VaultNotFound","message":"no"}}'],
    ['FailedPrecondition', 409, '{"error":{"code":"Conflict","message":"being deleted"}}'],
    ['ResourceExhausted', 429, '{"error":{"code":"Throttled","message":"slow"}}'],
    ['Unavailable', 500, ''],
    ['Unavailable', 503, '<html></html>'],
  ] as const)('throws %s for %i, and asks once', async (code, status, body) => {
    const driver = driverOf('failing')
    vault.answer({ status, body })
    const before = vault.requests.length
    const error = await driver.get(undefined).catch((thrown: unknown) => thrown)
    vault.answer(undefined)
    expect([driver.errorCode(error), vault.requests.length - before]).toEqual([code, 2])
  })

  it('throws Unavailable when the connection ends, and PermissionDenied without an identity', async () => {
    const driver = driverOf('cut')
    vault.answer('cut')
    const error = await driver.get(undefined).catch((thrown: unknown) => thrown)
    vault.answer(undefined)
    expect(driver.errorCode(error)).toBe('Unavailable')
    expect(driver.errorCode(Object.assign(new Error('none'), { name: 'CredentialUnavailableError' }))).toBe(
      'PermissionDenied',
    )
  })

  it('finds the vault in the settings or in the identifier, when it is first read', async () => {
    const address = (native: string, env: Record<string, string>): unknown =>
      (openNative(keyVault(), native, { env }).native as { vaultUrl: string }).vaultUrl
    expect(address('a', { KEY_VAULT_URL: 'https://one.vault.azure.net' })).toBe('https://one.vault.azure.net')
    const both = { KEY_VAULT_URL: 'https://one.vault.azure.net', KeyVaultConnection__vaultUri: 'https://two.example' }
    expect(address('a', both)).toBe('https://two.example')
    expect(address('https://three.vault.azure.net/secrets/a', both)).toBe('https://three.vault.azure.net')
    await expect(openNative(keyVault(), 'a').get(undefined)).rejects.toThrow('KEY_VAULT_URL')
  })

  it('has one client for a vault, which keeps its token', () => {
    const env = { KEY_VAULT_URL: 'https://one.vault.azure.net' }
    const source = keyVault()
    expect(openNative(source, 'a', { env }).native).toBe(openNative(source, 'b', { env }).native)
  })
})
