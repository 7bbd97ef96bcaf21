// Bundled by the tests of the program, one of them chosen by the environment.
import { spawn } from 'node:child_process'
import type { Host } from '@rove/core/adapter'
import type { Harness } from '../../src/harness.ts'
import { plainHarness } from '../plain-harness.ts'

const plain: Harness = plainHarness()

/** The plain host, changed. */
function changing(change: (host: Host) => Partial<Host>): Harness {
  return { ...plain, start: async (options) => plain.start(options).then((host) => ({ ...host, ...change(host) })) }
}

const loseQuery = changing((host) => ({
  send: (request) => host.send({ ...request, target: request.target.replace(/\?.*/, '') }),
}))

const strange: Readonly<Record<string, () => unknown>> = {
  good: () => plain,
  failing: () => loseQuery,
  gap: () => ({ ...loseQuery, gaps: { 'http.query.repeated': 'it loses queries' } }),
  closed: () => ({ ...plain, gaps: { 'http.query.none': 'it was so once' } }),
  two: () => [plain, { ...plain, name: 'other' }],
  nothing: () => undefined,
  nonsense: () => ({ name: 'no harness' }),
  exits: () => ({ ...plain, start: () => process.exit(0) }),
  empties: () => ({ ...plain, start: () => new Promise(() => process.exitCode) }),
  strays: () =>
    changing((host) => ({
      send(request) {
        if (request.target !== '/') setTimeout(() => Promise.reject(new Error('stray')), 0)
        return host.send(request).finally(() => new Promise((resolve) => setTimeout(resolve, 20)))
      },
    })),
  prints: () => {
    console.log('{ printed by the harness')
    return plain
  },
  slow: () =>
    changing(() => {
      const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' })
      console.error(`started ${child.pid}`)
      return { send: () => new Promise(() => {}) }
    }),
}

const chosen: unknown = strange[process.env.STRANGE ?? 'good']?.()

export { chosen as default }
