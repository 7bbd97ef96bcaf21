import { fileURLToPath } from 'node:url'
import type { Harness } from '@rove/conformance'
import { RoveError } from '@rove/core'
import type { Host } from '@rove/core/adapter'
import { requestOverWire, sendWire, startChild } from '@rove/core/host'
import { plainCapabilities } from './plain-harness.ts'

// The conformance app behind the adapter: `import app from '@rove/conformance/app'; listen(adapt(app))`. It sends its port.
const server: string = fileURLToPath(new URL('./example-server.mjs', import.meta.url))

/** The example of the README: an adapter of requests, proved on a process of its own. */
export const harness: Harness = {
  name: 'example',
  capabilities: plainCapabilities(),
  without: ['message', 'ordered', 'event', 'schedule', 'object', 'change'],
  async start({ timeout, env }): Promise<Host> {
    let listens: (port: unknown) => void = () => undefined
    const ready = new Promise((resolve) => {
      listens = resolve
    })
    const child = startChild({
      name: 'example',
      args: [server],
      env: { ...env, TIMEOUT: String(timeout) },
      onMessage: listens,
    })
    const url = `http://127.0.0.1:${await child.until(ready, 10_000)}`
    const send: Host['send'] = (request) => sendWire(url, request)
    return {
      name: `example on Node ${process.version}`,
      real: true,
      url,
      send,
      request: (request) => requestOverWire(send, request),
      deliver: async ({ trigger }) => {
        throw new RoveError('Unimplemented', `The example has no service for the trigger "${trigger}".`)
      },
      logs: () => child.lines,
      stop: () => child.stop(),
    }
  },
}
