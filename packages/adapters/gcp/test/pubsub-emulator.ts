import {
  missingEmulator as missing,
  type Emulator as Running,
  startEmulator as start,
} from '../src/host/backing/gcloud-emulator.ts'

/** The Pub/Sub emulator of the Google Cloud SDK, with its REST interface. */
export interface Emulator extends Running {
  /** Calls its REST interface, below `/v1/projects/demo`. It rejects when the answer is no success. */
  call(method: string, path: string, body?: object): Promise<Record<string, unknown>>
}

/** Why the emulator cannot be started here; undefined when it can. */
export function missingEmulator(): string | undefined {
  return missing('pubsub')
}

/** Starts the emulator. */
export async function startEmulator(): Promise<Emulator> {
  const { host, stop } = await start('pubsub')
  return { host, call: (method, path, body) => call(`http://${host}/v1/projects/demo${path}`, method, body), stop }
}

async function call(url: string, method: string, body: object | undefined): Promise<Record<string, unknown>> {
  const answer = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${method} ${url} answered ${answer.status}: ${text}`)
  return JSON.parse(text) as Record<string, unknown>
}
