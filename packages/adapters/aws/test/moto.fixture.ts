import type { DriverKind, DriverSource, Drivers } from '@rove/core/adapter'
import { hasMoto as isInstalled } from '../src/host/backing/moto.ts'

export { freePort } from '@rove/core/host'
export { type Moto, startMoto } from '../src/host/backing/moto.ts'

/** Whether moto is installed; says once what is skipped when it is not. */
export function hasMoto(what: string): boolean {
  if (isInstalled()) return true
  console.warn(`SKIPPED: ${what} on moto, because moto_server is not installed; to get it: pip install "moto[server]"`)
  return false
}

/** What a client of the SDK is made with, to reach a service on this machine. */
export function clientOptions(endpoint: string): {
  endpoint: string
  region: string
  credentials: { accessKeyId: string; secretAccessKey: string }
  maxAttempts: number
  forcePathStyle: boolean
} {
  return {
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
    forcePathStyle: true,
  }
}

/** Opens the driver of a resource. */
export function openNative<Kind extends DriverKind>(
  source: DriverSource<Kind>,
  native: string,
  ordered = false,
): Drivers[Kind] {
  return source.open({ name: 'resource', native, ordered, env: {} })
}
