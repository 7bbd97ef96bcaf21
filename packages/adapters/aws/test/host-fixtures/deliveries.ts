import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Delivered } from '@rove/core/adapter'
import type { AwsHost, AwsHostOptions } from '../../src/host/index.ts'
import { hostOf } from './hosts.ts'

/** A host of the function that does what its items say, and what the function was given. */
export interface DeliveryHost {
  readonly host: AwsHost
  /** The events that the function got since this was last asked. */
  takeEvents<Event>(): Event[]
}

const file = join(mkdtempSync(join(tmpdir(), 'rove-aws-deliveries-')), 'events')

/** Starts it, once for every set of options. */
export async function deliveryHost(options: Partial<AwsHostOptions> = {}): Promise<DeliveryHost> {
  const host = await hostOf({ handler: 'deliveries.handler', timeout: 3000, env: { EVENTS_FILE: file }, ...options })
  writeFileSync(file, '')
  return {
    host,
    takeEvents<Event>() {
      const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean)
      writeFileSync(file, '')
      return lines.map((line) => JSON.parse(line) as Event)
    },
  }
}

/** `done 1`, `dead-lettered 5`: outcome and attempts of each item. */
export function outcomes(delivered: readonly Delivered[]): string[] {
  return delivered.map(({ outcome, attempts }) => `${outcome} ${attempts}`)
}
