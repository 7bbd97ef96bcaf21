import { type Capabilities, deliveryPromises, httpPromises, type PortablePromise, type Support } from '@rove/core'
import type { Harness } from '../src/harness.ts'
import { type PlainHostDefects, startPlainHost } from './plain-host.ts'

/** Capabilities of the plain provider: everything native, but for what is named. */
export function plainCapabilities(changed: Partial<Record<PortablePromise, Support>> = {}): Capabilities {
  const capability = (promise: PortablePromise) => ({
    support: changed[promise] ?? ('native' as const),
    source: 'https://nodejs.org/api/http.html',
    asOf: '2026-11',
  })
  const promises = Object.keys({ ...httpPromises, ...deliveryPromises }) as PortablePromise[]
  return {
    provider: 'plain',
    title: 'Plain',
    supports: Object.fromEntries(promises.map((one) => [one, capability(one)])) as Capabilities['supports'],
    limits: {},
  }
}

/** A harness on the plain host. */
export function plainHarness(defects: PlainHostDefects = {}, changed: Partial<Harness> = {}): Harness {
  return {
    name: 'plain',
    capabilities: plainCapabilities(),
    codec: 'plain',
    start: (options) => startPlainHost(options, defects),
    ...changed,
  }
}
