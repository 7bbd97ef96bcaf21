import { CreateSecretCommand, PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { secretsManager } from '../src/bindings/secrets-manager.ts'
import { ssm } from '../src/bindings/ssm.ts'
import { clientOptions, hasMoto, type Moto, openNative, startMoto } from './moto.fixture.ts'

describe.skipIf(!hasMoto('Secrets Manager and SSM'))('secrets, on moto', () => {
  let moto: Moto
  let secrets: SecretsManagerClient
  let parameters: SSMClient

  beforeAll(async () => {
    moto = await startMoto()
    secrets = new SecretsManagerClient(clientOptions(moto.endpoint))
    parameters = new SSMClient(clientOptions(moto.endpoint))
  })

  afterAll(() => {
    secrets.destroy()
    parameters.destroy()
    moto.stop()
  })

  it('Secrets Manager: the current version, an earlier one, and none', async () => {
    const driver = openNative(secretsManager({ client: secrets }), 'stripe-key')
    expect(await driver.get(undefined)).toBeUndefined()
    const { VersionId, ARN = '' } = await secrets.send(
      new CreateSecretCommand({ Name: 'stripe-key', SecretString: 'one' }),
    )
    const second = await secrets.send(new PutSecretValueCommand({ SecretId: ARN, SecretString: 'two ü' }))
    expect(await driver.get(undefined)).toEqual({ value: 'two ü', version: second.VersionId })
    expect(await openNative(secretsManager({ client: secrets }), ARN).get(VersionId)).toEqual({
      value: 'one',
      version: VersionId,
    })
    expect(await driver.get('AWSPREVIOUS')).toBeUndefined()
    expect(await driver.get('00000000-0000-0000-0000-000000000000')).toBeUndefined()
  })

  it('Secrets Manager: bytes are read as UTF-8', async () => {
    const SecretBinary = new TextEncoder().encode('bytes ☂')
    await secrets.send(new CreateSecretCommand({ Name: 'binary', SecretBinary }))
    expect(await openNative(secretsManager({ client: secrets }), 'binary').get(undefined)).toMatchObject({
      value: 'bytes ☂',
    })
  })

  it('SSM: the current version, an earlier one, and none', async () => {
    const driver = openNative(ssm({ client: parameters }), '/shop/stripe-key')
    expect(await driver.get(undefined)).toBeUndefined()
    for (const Value of ['one', 'two']) {
      const parameter = { Name: '/shop/stripe-key', Value, Type: 'SecureString', Overwrite: true } as const
      await parameters.send(new PutParameterCommand(parameter))
    }
    expect(await driver.get(undefined)).toEqual({ value: 'two', version: '2' })
    expect(await driver.get('1')).toEqual({ value: 'one', version: '1' })
    expect([await driver.get('3'), await driver.get('latest')]).toEqual([undefined, undefined])
  })
})
