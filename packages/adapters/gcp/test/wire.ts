import type { Host, WireRequest } from '@rove/core/adapter'
import { readWire } from '@rove/core/host'
import { expect } from 'vitest'

/** A response that was read to its end. */
export interface Seen {
  readonly status: number
  readonly headers: ReadonlyArray<readonly [string, string]>
  readonly text: string
}

/** Sends a request and reads the response. */
export async function send(host: Host, request: Partial<WireRequest> & { target: string }): Promise<Seen> {
  const response = await host.send({ method: 'GET', ...request })
  return { status: response.status, headers: response.headers, text: (await readWire(response)).toString() }
}

/** What reached the fixture's echo function. */
export async function echo(host: Host, request: Partial<WireRequest>): Promise<Record<string, unknown>> {
  const seen = await send(host, { target: '/echo/x', ...request })
  expect(seen.status).toBe(200)
  return JSON.parse(seen.text) as Record<string, unknown>
}

/** All values of a response header. */
export function header(seen: Seen, name: string): string[] {
  return seen.headers.filter(([key]) => key === name).map(([, value]) => value)
}
