import type { Driver } from '../adapter/driver.ts'
import { RoveError } from '../errors.ts'

const drivers = new WeakMap<object, Driver>()

/** Notes which driver a client of `context.use` works on. */
export function noteDriver(client: object, driver: Driver): void {
  drivers.set(client, driver)
}

/**
 * The vendor's client behind a client of `context.use`. Driver modules make a typed function of it, called `native`.
 *
 * @param service the driver's service: only its client has the type that is asked for
 * @throws RoveError `FailedPrecondition` when something else is behind it in this deployment; the message says what
 */
export function nativeOf<Native>(client: object, service: string): Native {
  const driver = drivers.get(client)
  if (driver?.service === service) return driver.native as Native
  const found = driver === undefined ? 'it is no client of context.use' : `it runs on ${driver.service} here`
  throw new RoveError('FailedPrecondition', `This is not a client on ${service}: ${found}.`, { status: 500 })
}
