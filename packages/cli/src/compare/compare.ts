import { resolve } from 'node:path'
import { performance } from 'node:perf_hooks'
import type { Host, WireRequest } from '@rove/core/adapter'
import { readWire } from '@rove/core/host'
import { buildArtefact } from '../build/artefact.ts'
import { loadProvider, type Provider } from '../targets.ts'
import { type Difference, differences, type Received } from './differences.ts'
import type { NamedRequest } from './request-file.ts'

/** What is compared, where, and who is told of the progress. */
export interface CompareOptions {
  /** Path of the module whose default export is the app. */
  readonly app: string
  readonly requests: readonly NamedRequest[]
  /** Adapter names: `aws`, `azure`, `gcp`. */
  readonly targets: readonly string[]
  /** Folder for the artefacts, one folder a target. */
  readonly outdir: string
  /** Told of each step; `passing` ones need not stay on the screen. */
  readonly onProgress?: (message: string, kind: 'step' | 'passing') => void
}

/** How the app answered one request on every provider. */
export interface ComparedRequest {
  readonly request: NamedRequest
  readonly answers: Readonly<Record<string, Received | Error>>
  readonly differences: readonly Difference[]
}

/** The app's providers, running. */
export interface Comparison {
  readonly hosts: Readonly<Record<string, Host>>
  readonly results: readonly ComparedRequest[]
  /** Stops every host. */
  stop(): Promise<void>
}

/**
 * Builds an app for each target, starts each on its real runtime, and sends the same requests to all, in order.
 * The hosts run on until `stop()`; when it throws, what was started is stopped.
 */
export async function compare(options: CompareOptions): Promise<Comparison> {
  const hosts: Record<string, Host> = {}
  const stop = async (): Promise<void> => {
    await Promise.all(Object.values(hosts).map((host) => host.stop()))
  }
  try {
    for (const name of options.targets) hosts[name] = await startOne(await loadProvider(name, options.app), options)
    const results: ComparedRequest[] = []
    options.onProgress?.(`sending ${options.requests.length} requests to ${options.targets.length} providers`, 'step')
    for (const request of options.requests) {
      options.onProgress?.(
        `${results.length + 1} of ${options.requests.length}: ${request.method} ${request.target}`,
        'passing',
      )
      const answers: Record<string, Received | Error> = {}
      for (const [name, host] of Object.entries(hosts)) answers[name] = await receive(host, request)
      results.push({ request, answers, differences: differences(answers, request.method) })
    }
    return { hosts, results, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function startOne({ name, target, start }: Provider, options: CompareOptions): Promise<Host> {
  const artefact = resolve(options.outdir, name)
  options.onProgress?.(`building ${name}`, 'step')
  await buildArtefact({ target, app: options.app, outdir: artefact })
  options.onProgress?.(`starting ${name}`, 'step')
  return start({ artefact })
}

async function receive(host: Host, request: WireRequest): Promise<Received | Error> {
  const started = performance.now()
  try {
    const response = await host.send(request)
    const body = await readWire(response)
    return { status: response.status, headers: response.headers, body, milliseconds: performance.now() - started }
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}
