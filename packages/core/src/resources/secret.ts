import type { SecretDriver } from '../adapter/driver.ts'
import type { Binding } from '../bindings/access.ts'
import { SecretClient, type SecretReader } from '../bindings/secret-client.ts'
import { checkResourceName } from './name.ts'

/** A secret of an app, by its logical name. */
export interface SecretResource {
  readonly kind: 'secret'
  readonly name: string
  readonly reader: Binding<SecretReader>
}

/**
 * Declares a secret. Its value is never in code, builds or plans.
 *
 * @param name lower-case letters, digits and hyphens, 2 to 40
 * @throws RoveError `InvalidArgument` for a name that is not valid
 * @example export const stripeKey = secret('stripe-key')
 */
export function secret(name: string): SecretResource {
  const resource = { kind: 'secret', name: checkResourceName('secret', name) } as const
  const connect = (driver: SecretDriver): SecretClient => new SecretClient(name, driver)
  return { ...resource, reader: { resource, access: 'read', connect } }
}
