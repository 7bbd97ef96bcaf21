import { azuriteScript } from '../src/host/backing/azurite.ts'

export { type Azurite, azuriteScript, startAzurite } from '../src/host/backing/azurite.ts'

/** Whether Azurite is installed; says once what is skipped when it is not. */
export function hasAzurite(what: string): boolean {
  if (azuriteScript !== undefined) return true
  console.warn(`SKIPPED: ${what} on Azurite, because azurite is not installed; to get it: npm ci`)
  return false
}
