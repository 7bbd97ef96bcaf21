import { resolve } from 'node:path'
import { performance } from 'node:perf_hooks'
import type { Delivered, Host, WireRequest } from '@rove/core/adapter'
import { readWire } from '@rove/core/host'
import { buildArtefact } from '../build/artefact.ts'
import { loadProvider, type Provider } from '../targets.ts'
import { differencesInOutcomes } from './delivery-differences.ts'
import { type Difference, differences, type Received } from './differences.ts'
import { isDelivery, type Step, titleOf } from './steps.ts'

/** What is compared, where, and who is told of the progress. */
export interface CompareOptions {
  /** Path of the module whose default export is the app. */
  readonly app: string
  /** Taken in order on every provider. */
  readonly steps: readonly Step[]
  /** Adapter names: `aws`, `azure`, `gcp`. */
  readonly targets: readonly string[]
  /** Folder for the artefacts, one folder a target. */
  readonly outdir: string
  /** Told of each step; `passing` ones need not stay on the screen. */
  readonly onProgress?: (message: string, kind: 'step' | 'passing') => void
}

/** What one provider made of a step: a response, what became of each item, or why there is neither. */
export type Answer = Received | readonly Delivered[] | Error

/** How the app took one step on every provider. */
export interface ComparedStep {
  readonly step: Step
  readonly answers: Readonly<Record<string, Answer>>
  readonly differences: readonly Difference[]
}

/** The app's providers, running. */
export interface Comparison {
  readonly hosts: Readonly<Record<string, Host>>
  readonly results: readonly ComparedStep[]
  /** Stops every host. */
  stop(): Promise<void>
}

/**
 * Builds an app for each target, starts each on its real runtime, and takes the same steps on all, in order.
 * The hosts run on until `stop()`; when it throws, what was started is stopped.
 */
export async function compare(options: CompareOptions): Promise<Comparison> {
  const hosts: Record<string, Host> = {}
  const stop = async (): Promise<void> => {
    await Promise.all(Object.values(hosts).map((host) => host.stop()))
  }
  try {
    for (const name of options.targets) hosts[name] = await startOne(await loadProvider(name, options.app), options)
    const results: ComparedStep[] = []
    options.onProgress?.(`comparing ${options.steps.length} steps on ${options.targets.length} providers`, 'step')
    for (const step of options.steps) {
      options.onProgress?.(`${results.length + 1} of ${options.steps.length}: ${titleOf(step)}`, 'passing')
      results.push(await compareStep(step, hosts))
    }
    return { hosts, results, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function compareStep(step: Step, hosts: Readonly<Record<string, Host>>): Promise<ComparedStep> {
  if (isDelivery(step)) {
    const answers = await onEach(hosts, (host) => host.deliver(step))
    return { step, answers, differences: differencesInOutcomes(answers) }
  }
  const answers = await onEach(hosts, (host) => receive(host, step))
  return { step, answers, differences: differences(answers, step.method) }
}

// One after the other, so that each has the machine for itself.
async function onEach<T>(
  hosts: Readonly<Record<string, Host>>,
  ask: (host: Host) => Promise<T>,
): Promise<Record<string, T | Error>> {
  const answers: Record<string, T | Error> = {}
  for (const [name, host] of Object.entries(hosts)) {
    answers[name] = await ask(host).catch((error: unknown) =>
      error instanceof Error ? error : new Error(String(error)),
    )
  }
  return answers
}

async function startOne({ name, target, start }: Provider, options: CompareOptions): Promise<Host> {
  const artefact = resolve(options.outdir, name)
  options.onProgress?.(`building ${name}`, 'step')
  await buildArtefact({ target, app: options.app, outdir: artefact })
  options.onProgress?.(`starting ${name}`, 'step')
  return start({ artefact })
}

async function receive(host: Host, request: WireRequest): Promise<Received> {
  const started = performance.now()
  const response = await host.send(request)
  const body = await readWire(response)
  return { status: response.status, headers: response.headers, body, milliseconds: performance.now() - started }
}
