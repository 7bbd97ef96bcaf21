import { performance } from 'node:perf_hooks'
import type { Delivered, Delivery, Host, WireRequest } from '@rove/core/adapter'
import { readWire } from '@rove/core/host'
import { loadApp } from '../build/load-app.ts'
import { loadProvider } from '../targets.ts'
import { differencesInOutcomes } from './delivery-differences.ts'
import { type Difference, differences, type Received } from './differences.ts'
import { takeSent } from './sent.ts'
import { type Stage, startStage } from './stage.ts'
import { isDelivery, isSent, type Step, titleOf } from './steps.ts'

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

/** The app on its providers, running. */
export interface Comparison {
  readonly stages: Readonly<Record<string, Stage>>
  readonly results: readonly ComparedStep[]
  /** Stops every host, and the services. */
  stop(): Promise<void>
}

/**
 * Builds an app for each target, starts each on its real runtime, with its resources in the provider's services, and takes
 * the same steps on all, in order. The hosts run on until `stop()`; when it throws, what was started is stopped.
 */
export async function compare(options: CompareOptions): Promise<Comparison> {
  const stages: Record<string, Stage> = {}
  const onProgress = (message: string): void => options.onProgress?.(message, 'step')
  const stop = async (): Promise<void> => {
    await Promise.all(Object.values(stages).map((stage) => stage.stop()))
  }
  try {
    const app = await loadApp(options.app)
    for (const name of options.targets) {
      const provider = await loadProvider(name, options.app)
      stages[name] = await startStage({ provider, path: options.app, app, outdir: options.outdir, onProgress })
    }
    const results: ComparedStep[] = []
    onProgress(`comparing ${options.steps.length} steps on ${options.targets.length} providers`)
    for (const step of options.steps) {
      options.onProgress?.(`${results.length + 1} of ${options.steps.length}: ${titleOf(step)}`, 'passing')
      results.push(await compareStep(step, stages))
    }
    return { stages, results, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function compareStep(step: Step, stages: Readonly<Record<string, Stage>>): Promise<ComparedStep> {
  if (isDelivery(step)) {
    const answers = await onEach(stages, async (stage) => stage.host.deliver(await toDelivery(step, stage)))
    return { step, answers, differences: differencesInOutcomes(answers) }
  }
  const answers = await onEach(stages, ({ host }) => receive(host, step))
  return { step, answers, differences: differences(answers, step.method) }
}

async function toDelivery(step: Extract<Step, { readonly trigger: string }>, stage: Stage): Promise<Delivery> {
  return isSent(step) ? takeSent(step, stage.services) : step
}

// One after the other, so that each has the machine for itself.
async function onEach<T>(
  stages: Readonly<Record<string, Stage>>,
  ask: (stage: Stage) => Promise<T>,
): Promise<Record<string, T | Error>> {
  const answers: Record<string, T | Error> = {}
  for (const [name, stage] of Object.entries(stages)) {
    answers[name] = await ask(stage).catch((error: unknown) =>
      error instanceof Error ? error : new Error(String(error)),
    )
  }
  return answers
}

async function receive(host: Host, request: WireRequest): Promise<Received> {
  const started = performance.now()
  const response = await host.send(request)
  const body = await readWire(response)
  return { status: response.status, headers: response.headers, body, milliseconds: performance.now() - started }
}
