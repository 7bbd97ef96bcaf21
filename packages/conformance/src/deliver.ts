import assert from 'node:assert/strict'
import { isRoveError } from '@rove/core'
import type { Delivered, Delivery, Host } from '@rove/core/adapter'
import type { Harness, Service } from './harness.ts'

/** Ends a case whose delivery the host refused, as the harness says that it must. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
}

/**
 * Has a host deliver by the services of a harness.
 * @throws Refusal when the harness has no such service and the host says so clearly
 */
export async function deliverBy(harness: Harness, host: Host, delivery: Delivery): Promise<readonly Delivered[]> {
  const service = serviceFor(delivery)
  const via = harness.via?.[service] ?? harness.via?.[delivery.trigger]
  const whole = via === undefined ? delivery : { ...delivery, via }
  const { without = [] } = harness
  if (without.includes(service) || without.includes(delivery.trigger)) return refuse(host, whole)
  const delivered = await host.deliver(whole)
  assert.equal(delivered.length, delivery.items.length, 'the host tells what became of each item')
  return delivered
}

function serviceFor({ trigger, to }: Delivery): Service {
  return trigger === 'message' && to === 'lane' ? 'ordered' : trigger
}

async function refuse(host: Host, delivery: Delivery): Promise<never> {
  const what = `a delivery to "${delivery.to}" (${delivery.trigger})`
  let error: unknown
  try {
    await host.deliver(delivery)
  } catch (thrown) {
    error = thrown
  }
  // No assertions: a failed one would be taken for a promise that is not kept.
  if (error === undefined) throw new Error(`The harness is said to have no service for ${what}, yet the host took it.`)
  if (!isRoveError(error) || error.code !== 'Unimplemented' || error.message.length < 20) {
    throw new Error(`The host refused ${what}, but not clearly: ${error}`, { cause: error })
  }
  throw new Refusal(error.message)
}
