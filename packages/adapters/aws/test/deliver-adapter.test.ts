import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildArtefact } from '@rove/cli'
import type { Delivery } from '@rove/core/adapter'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AwsHost, start } from '../src/host/index.ts'
import { target } from '../src/target/index.ts'
import { outcomes } from './host-fixtures/deliveries.ts'

describe('an app of Rove behind the services of AWS', () => {
  let folder: string
  let host: AwsHost

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rove-aws-deliver-'))
    const app = fileURLToPath(new URL('host-fixtures/delivery-app.ts', import.meta.url))
    await buildArtefact({ target, app, outdir: folder, conditions: ['@rove/source'] })
    host = await start({ artefact: folder })
  })

  afterAll(async () => {
    await host?.stop()
    await rm(folder, { recursive: true, force: true })
  })

  const deliver = async (delivery: Delivery): Promise<string[]> =>
    outcomes(await host.deliver({ maxAttempts: 3, ...delivery }))
  const plans = ['ok', 'retry', 'throw', 'dead', 'ok again']

  it.each(['sqs', 'sqs-fifo'])('settles each message of %s by itself', async (via) => {
    const items = plans.map((body) => ({ body, group: body }))
    const result = await deliver({ trigger: 'message', to: 'shipments', via, items })
    expect(result).toEqual(['done 1', 'done 2', 'done 2', 'dead-lettered 3', 'done 1'])
  })

  it('settles messages of Kinesis by position', async () => {
    const items = plans.map((body) => ({ body: `${body} of kinesis`, group: 'one shard' }))
    const result = await deliver({ trigger: 'message', to: 'shipments', via: 'kinesis', maxAttempts: 4, items })
    expect(result).toEqual(['done 1', 'done 2', 'done 3', 'dead-lettered 4', 'dead-lettered 4'])
  })

  it.each(['kafka', 'activemq', 'rabbitmq'])('settles messages of %s batch by batch', async (via) => {
    const items = ['ok', 'retry', 'ok'].map((plan) => ({ body: `${plan} of ${via}` }))
    expect(await deliver({ trigger: 'message', to: 'shipments', via, items })).toEqual(['done 2', 'done 2', 'done 2'])
    const [one] = await deliver({ trigger: 'message', to: 'shipments', via, items: [{ body: 'dead' }] })
    expect(one).toMatch(/^dead-lettered/)
  })

  it.each(['sns', 'sns-sqs', 'eventbridge'])('settles events of %s', async (via) => {
    const items = plans.map((plan) => ({ data: JSON.stringify({ plan }) }))
    const result = await deliver({ trigger: 'event', to: 'order-placed', via, items })
    expect(result).toEqual(['done 1', 'done 2', 'done 2', 'dead-lettered 3', 'done 1'])
  })

  it.each(['rule', 'scheduler'])('settles the tick of a %s', async (via) => {
    const at = (year: string) => [{ scheduledAt: new Date(`${year}-03-01T03:00:00Z`) }]
    const [done = ''] = await deliver({ trigger: 'schedule', to: 'nightly', via, items: at('2026') })
    expect(done).toBe(via === 'rule' ? 'done 2' : 'done 1')
    expect(await deliver({ trigger: 'schedule', to: 'nightly', via, items: at('2025') })).toEqual(['dead-lettered 3'])
  })

  it.each(['s3', 'eventbridge', 'sns', 'sqs'])('settles objects through %s', async (via) => {
    const items = plans.map((plan, index) => ({
      kind: index === 2 ? ('deleted' as const) : ('created' as const),
      key: `${plan}/ü + %20 ${via}`,
    }))
    const result = await deliver({ trigger: 'object', to: 'receipts', via, items })
    expect(result).toEqual(['done 1', 'done 2', 'done 2', 'dead-lettered 3', 'done 1'])
  })

  it('settles changes of DynamoDB by position', async () => {
    const items = plans.map((plan, index) => ({ kind: 'created' as const, key: `o-${index}`, after: { plan } }))
    const result = await deliver({ trigger: 'change', to: 'orders', maxAttempts: 4, items })
    expect(result).toEqual(['done 1', 'done 2', 'done 2', 'dead-lettered 4', 'dead-lettered 4'])
  })

  it('fails loudly for a queue that nobody listens to', async () => {
    const result = await deliver({ trigger: 'message', to: 'elsewhere', items: [{ body: 'ok' }] })
    expect(result).toEqual(['dead-lettered 3'])
    const said = /has no function for the messages of \\"elsewhere\\"/
    await expect.poll(() => host.logs().some((line) => said.test(line))).toBe(true)
  })
})
