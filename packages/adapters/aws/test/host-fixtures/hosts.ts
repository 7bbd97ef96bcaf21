import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { afterAll } from 'vitest'
import { type AwsHost, type AwsHostOptions, start } from '../../src/host/index.ts'

/** Where the functions of these tests are. */
export const artefact: string = fileURLToPath(new URL('functions', import.meta.url))

/** The runtimes that can be tested here: the simulated one, and AWS's own where it is installed. */
export const runtimes: ReadonlyArray<'auto' | 'simulated'> = isInstalled() ? ['auto', 'simulated'] : ['simulated']

function isInstalled(): boolean {
  try {
    createRequire(import.meta.url).resolve('aws-lambda-ric')
    return true
  } catch {
    console.warn(
      'Skipped: the AWS host on the real runtime. aws-lambda-ric is not installed; npm install --no-save aws-lambda-ric (needs cmake, g++, make, python3).',
    )
    return false
  }
}

const started = new Map<string, Promise<AwsHost>>()

/** Starts a host once for every set of options; all are stopped after the file's tests. */
export function hostOf(options: Partial<AwsHostOptions>): Promise<AwsHost> {
  const key = JSON.stringify(options)
  const host = started.get(key) ?? start({ artefact, ...options })
  started.set(key, host)
  return host
}

afterAll(async () => {
  for (const host of started.values()) await (await host).stop()
})
