import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { adapt } from '@rove/aws'
import { app, done, onEvent, onMessage, queue, topic } from '@rove/core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { records, snsEvent, sqsRecord } from './delivery-events.ts'
import { albEvent } from './events.ts'

process.env.AWS_LAMBDA_LOG_LEVEL ??= 'FATAL'

const lambda = globalThis as { awslambda?: unknown }
beforeEach(() => {
  const noPrelude = { from: () => expect.unreachable('an event that is no request has no prelude') }
  lambda.awslambda = { streamifyResponse: <Handler>(handler: Handler) => handler, HttpResponseStream: noPrelude }
})
afterEach(() => {
  delete lambda.awslambda
})

const later = new Promise<void>((resolve) => setTimeout(resolve, 5))

async function run(event: unknown, work: string[] = []): Promise<unknown> {
  const ship = onMessage(queue('shipments'), ({ id }, { waitUntil }) => {
    waitUntil(later.then(() => void work.push(id)))
    if (id === 'bad') throw new Error('bad')
  })
  const notify = onEvent(topic('order-placed'), ({ data }) => {
    if (data === 'bad') throw new Error('bad')
    return done({ got: data })
  })
  const output = new PassThrough()
  await adapt(app('shop', { ship, notify }), { stream: true })(event, output)
  return JSON.parse(await text(output))
}

describe('a function that streams', () => {
  it('answers an event with plain JSON, when its work is done', async () => {
    const work: string[] = []
    const event = records(sqsRecord('good'), sqsRecord('bad'))
    expect(await run(event, work)).toEqual({ batchItemFailures: [{ itemIdentifier: 'bad' }] })
    expect(work.sort()).toEqual(['bad', 'good'])
    expect(await run({ orderId: 7 })).toEqual({ got: { orderId: 7 } })
    expect(await run(snsEvent('good'))).toBeNull()
  })

  it('rejects what fails, and what it cannot take', async () => {
    await expect(run(snsEvent('bad'))).rejects.toThrow(/1 of 1/)
    await expect(run(albEvent())).rejects.toThrow(/takes no streamed answer/)
    await expect(run(undefined)).rejects.toThrow(/a value of type undefined/)
  })
})
