import { RoveError } from '../errors.ts'

// The set that every provider takes for every kind of resource, once an app's name stands before it: Azure's storage
// accounts excepted, storage containers and queues have the narrowest rule.
// Source: https://learn.microsoft.com/rest/api/storageservices/naming-queues-and-metadata
const shape = /^[a-z](?:[a-z0-9]|-(?!-)){0,38}[a-z0-9]$/

/**
 * Checks the logical name of a resource.
 * @throws RoveError `InvalidArgument` that says what a name may be
 */
export function checkResourceName(kind: string, name: string): string {
  if (typeof name === 'string' && shape.test(name)) return name
  throw new RoveError(
    'InvalidArgument',
    `${JSON.stringify(name)} cannot name a ${kind}: use 2 to 40 lower-case letters, digits and single hyphens, with a letter first and no hyphen last.`,
  )
}
