import { Firestore } from '@google-cloud/firestore'
import type { DriverKind, DriverSource, Drivers } from '@rove/core/adapter'
import { type Emulator, missingEmulator, startEmulator } from '../src/host/backing/gcloud-emulator.ts'

export { freePort } from '@rove/core/host'
export type { Emulator }

// The emulator wants no credentials: the client need not look for Google's metadata server.
process.env.METADATA_SERVER_DETECTION = 'none'

/** Whether the emulator is installed; says once what is skipped when it is not. */
export function hasFirestore(what: string): boolean {
  const missing = missingEmulator('firestore')
  if (missing !== undefined) console.warn(`SKIPPED: ${what} on the Firestore emulator: ${missing}`)
  return missing === undefined
}

/** Starts the Firestore emulator of the Google Cloud SDK. */
export function startFirestore(): Promise<Emulator> {
  return startEmulator('firestore')
}

/** The vendor's client on a server of this machine. */
export function clientAt(host: string): Firestore {
  return new Firestore({ projectId: 'demo', host, ssl: false })
}

/** Opens the driver of a resource. */
export function openNative<Kind extends DriverKind>(
  source: DriverSource<Kind>,
  native: string,
  env: Readonly<Record<string, string>> = {},
): Drivers[Kind] {
  return source.open({ name: 'resource', native, ordered: false, env })
}
