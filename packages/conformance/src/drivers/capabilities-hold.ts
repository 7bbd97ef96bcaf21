import assert from 'node:assert/strict'
import type { AnyDriverCapabilities, Capability, Limit, Support } from '@rove/core'
import type { DriverKind } from '@rove/core/adapter'
import type { OpenedDriver } from './run.ts'
import { type DriverSubject, featuresOf } from './subject.ts'

/**
 * Asserts that a driver has the limits that its capabilities have, and that its subject is without what they say it is
 * without. A feature is the promise of the same name: `delay` of a queue is `queue.delay`. A variant's limits are its own.
 */
export function capabilitiesHold<Kind extends DriverKind>(
  kind: Kind,
  { driver, subject }: Pick<OpenedDriver<Kind, DriverSubject<Kind>>, 'driver' | 'subject'>,
): void {
  const capabilities = subject.capabilities as AnyDriverCapabilities | undefined
  if (capabilities === undefined) return
  assert.equal(capabilities.kind, kind, 'these are the capabilities of another kind of driver')
  assert.equal(capabilities.service, driver.service, 'these are the capabilities of another service')
  if (subject.variant === undefined) {
    const said = Object.entries<Limit>(capabilities.limits).map(([name, { value }]) => [name, value])
    const own: object = 'limits' in driver ? driver.limits : {}
    assert.deepEqual(Object.fromEntries(said), { ...own }, 'the capabilities have other limits than the driver')
  }
  const said = featuresOf[kind].filter((one) => supportOf(capabilities, `${kind}.${one}`, subject.variant) === 'no')
  const own = featuresOf[kind].filter((one) => subject.without?.[one] !== undefined)
  assert.deepEqual(said, own, 'the capabilities are without something else than the driver')
}

function supportOf(capabilities: AnyDriverCapabilities, promise: string, variant: string | undefined): Support {
  const found = (capabilities.supports as Readonly<Record<string, Capability>>)[promise]
  assert.ok(found, `the capabilities do not have ${promise}`)
  return (variant === undefined ? undefined : found.except?.[variant]?.support) ?? found.support
}
