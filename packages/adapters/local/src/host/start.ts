import type { Host, HostOptions, StartHost, WireRequest } from '@rove/core/adapter'
import { requestOverWire, sendWire, startChild } from '@rove/core/host'
import { parentVariable } from '../parent/protocol.ts'
import { ChildChannel } from './deliver.ts'

const startMilliseconds = 30_000
const graceMilliseconds = 12_000

/**
 * Starts an artefact of the local target as a process of its own.
 * @throws Error when it does not start, with everything it printed
 */
export const start: StartHost = async (options: HostOptions): Promise<Host> => {
  const [major, minor] = process.versions.node.split('.')
  const name = `node:http (Node ${major}.${minor})`
  let listening: (url: string) => void = () => undefined
  const ready = new Promise<string>((resolve) => {
    listening = resolve
  })
  const channel = new ChildChannel()
  const child = startChild({
    name,
    args: ['index.mjs'],
    cwd: options.artefact,
    env: { PORT: '0', TIMEOUT_MS: String(options.timeout ?? 10_000), [parentVariable]: 'yes', ...options.env },
    onMessage: (message) => channel.onMessage(message),
    onLog: (line) => {
      const url = / listens on (http:\/\/127\.0\.0\.1:\d+)$/.exec(line)?.[1]
      if (url !== undefined) listening(url)
      options.onLog?.(line)
    },
  })
  child.ended.then((how) => channel.onEnd(how))
  const url = await child.until(ready, startMilliseconds).catch(async (error: unknown) => {
    await child.stop(0)
    throw error
  })
  const send = (request: WireRequest): ReturnType<Host['send']> => sendWire(url, request)
  let stopping: Promise<void> | undefined
  return {
    name,
    real: true,
    url,
    send,
    deliver: (delivery) => channel.deliver(child.process, delivery),
    request: (request) => requestOverWire(send, request),
    logs: () => child.lines,
    stop: () => {
      stopping ??= child.stop(graceMilliseconds)
      return stopping
    },
  }
}
