import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { cloudEvent, http } from '@google-cloud/functions-framework'
import { getTestServer } from '@google-cloud/functions-framework/testing'
import type { GcpHandler } from '../src/index.ts'

const servers: Server[] = []

/** Closes what {@link listen} has opened. */
export function closeAll(): void {
  for (const server of servers.splice(0)) server.close().closeAllConnections()
}

let count = 0

/** Runs a handler on the framework's own server. */
export async function listen(handler: GcpHandler, signature: 'http' | 'cloudevent' = 'http'): Promise<string> {
  count += 1
  const name = `events${count}`
  if (signature === 'http') http(name, handler)
  else cloudEvent(name, handler)
  const server = getTestServer(name)
  servers.push(server.listen(0, '127.0.0.1'))
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** An answer that was read to its end. */
export interface Answer {
  readonly status: number
  readonly text: string
}

/** Posts what an event is made of. */
export async function send(url: string, headers: Record<string, string>, body: unknown = ''): Promise<Answer> {
  const answer = await fetch(url, {
    method: 'POST',
    headers,
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  return { status: answer.status, text: await answer.text() }
}
