import type { Host } from '@rove/core/adapter'
import { type ConformanceCase, serviceOf } from '../case.ts'
import { Refusal } from '../deliver.ts'
import { checkGaps } from '../gaps.ts'
import type { Harness } from '../harness.ts'
import type { CaseReport, HarnessReport } from '../report/report.ts'
import { type CaseResult, runCase } from '../run.ts'
import { HarnessHosts, type HostsParts } from './harness-hosts.ts'
import { Recorder } from './recorder.ts'
import type { StrayErrors } from './stray-errors.ts'

/** What one harness is run with. */
export interface HarnessRunOptions extends Omit<HostsParts, 'recorder'> {
  readonly cases: readonly ConformanceCase[]
  readonly stray: StrayErrors
  /** Ends the run early: the case that runs is left, everything is stopped. */
  readonly signal: AbortSignal
  readonly onCase: (report: CaseReport) => void
}

// A host that dies is started again, and the case run once more: perhaps the one before had killed it. One that dies
// every time would take hours.
const mostStarts = 6

/** Runs the cases on one harness, one after another. It never rejects, and stops all that was started. */
export async function runHarness(harness: Harness, options: HarnessRunOptions): Promise<HarnessReport> {
  return new HarnessRun(harness, options).run()
}

class HarnessRun {
  readonly #options: HarnessRunOptions
  readonly #recorder: Recorder = new Recorder()
  readonly #hosts: HarnessHosts
  readonly #harness: Harness
  readonly #problems: string[] = []
  #host: Host | undefined
  #starts = 0
  #name: Pick<HarnessReport, 'host' | 'real'> = { real: false }
  readonly #interrupted: Promise<undefined>
  /** Why there is no host. */
  #gone = 'The host was not started.'

  constructor(harness: Harness, options: HarnessRunOptions) {
    this.#harness = harness
    this.#options = options
    this.#interrupted = aborted(options.signal)
    this.#hosts = new HarnessHosts(harness, { ...options, recorder: this.#recorder })
  }

  async run(): Promise<HarnessReport> {
    const began = performance.now()
    const reports: CaseReport[] = []
    const { cases, signal, onCase } = this.#options
    await this.#start()
    for (const one of cases) {
      if (signal.aborted) break
      const report = await Promise.race([this.#runOne(one), this.#interrupted])
      if (report === undefined) break
      reports.push(report)
      onCase(report)
    }
    await this.#end()
    const { name, capabilities } = this.#harness
    const milliseconds = performance.now() - began
    const provider = capabilities?.title ?? name
    return { name, provider, ...this.#name, problems: this.#problems, cases: reports, milliseconds }
  }

  async #start(): Promise<void> {
    this.#starts += 1
    try {
      checkGaps(this.#harness)
      this.#host = await this.#hosts.startShared()
      this.#name = { host: String(this.#host.name), real: this.#host.real === true }
    } catch (error) {
      this.#gone = `The host did not start: ${describe(error)}`
      this.#problems.push(this.#gone)
    }
    for (const error of await this.#options.stray.take()) {
      this.#problems.push(`The start threw outside of its call: ${describe(error)}`)
    }
  }

  async #runOne(one: ConformanceCase): Promise<CaseReport> {
    const report = await this.#perform(one)
    if (report.reason === undefined || (await this.#isThere())) return report
    await this.#restart(one.id)
    if (this.#host === undefined) return report
    const again = await this.#perform(one)
    if (again.reason === undefined || (await this.#isThere())) return again
    await this.#restart(one.id)
    return { ...again, reason: `${again.reason} (the host died, twice)` }
  }

  async #isThere(): Promise<boolean> {
    return this.#host === undefined || this.#hosts.isAlive(this.#host)
  }

  async #restart(id: string): Promise<void> {
    await this.#stop()
    this.#gone = `The host died ${this.#starts} times, last in ${id}; it was not started again.`
    if (this.#starts < mostStarts) await this.#start()
  }

  async #perform(one: ConformanceCase): Promise<CaseReport> {
    const began = performance.now()
    if (this.#host === undefined) return toReport(one, failure(one, this.#gone, began))
    this.#recorder.begin()
    this.#hosts.ofCase.clear()
    const running = { harness: this.#hosts.harness, host: this.#host, stop: async () => undefined }
    const { times, stray, watch } = this.#options
    const result = await runCase(one, running, { timeout: times.case }).catch((error: unknown) =>
      failure(one, describe(error), began),
    )
    const thrown = await stray.take()
    const left = await watch.endLeft(this.#hosts.ofCase)
    const reasons = [
      ...thrown.map((error) => `It threw outside of its calls: ${describe(error)}`),
      ...left.map((what) => `A host that the case started left a process, which was ended: ${what}`),
    ]
    const report = toReport(one, reasons.length === 0 ? result : alsoFailed(result, reasons))
    if (report.reason === undefined) return report
    return {
      ...report,
      exchanges: this.#recorder.exchanges(),
      natives: this.#recorder.natives(),
      logs: this.#recorder.logs(),
    }
  }

  async #stop(): Promise<void> {
    const host = this.#host
    this.#host = undefined
    if (host)
      await this.#hosts.stop(host).catch((error) => this.#problems.push(`The host did not stop: ${describe(error)}`))
  }

  async #end(): Promise<void> {
    await this.#stop()
    await this.#hosts.dispose().catch((error) => this.#problems.push(describe(error)))
    const left = await this.#options.watch.endLeft()
    this.#problems.push(...left.map((what) => `It left a process running, which was ended: ${what}`))
    for (const error of await this.#options.stray.take()) {
      this.#problems.push(`It threw outside of its calls: ${describe(error)}`)
    }
  }
}

function toReport(one: ConformanceCase, result: CaseResult): CaseReport {
  const { passed, expected, reason, error } = result
  const { id, group, title, why, level } = one
  const refused = passed && error instanceof Refusal
  const without = refused ? [serviceOf(one) ?? 'delivery'] : result.without
  const kept = without.length > 0 ? 'otherwise' : 'passed'
  return {
    ...{ id, group, title, why, level },
    outcome: !passed ? 'failed' : expected === undefined ? kept : 'expected',
    without,
    ...(reason === undefined ? {} : { reason }),
    ...(expected === undefined ? {} : { expected }),
    milliseconds: Math.round(result.milliseconds),
  }
}

function failure({ id }: ConformanceCase, reason: string, began: number): CaseResult {
  return { id, passed: false, without: [], reason, error: undefined, milliseconds: performance.now() - began }
}

function alsoFailed(result: CaseResult, reasons: readonly string[]): CaseResult {
  const reason = [...(result.passed || result.reason === undefined ? [] : [result.reason]), ...reasons].join('; ')
  return { ...result, passed: result.expected !== undefined, reason, error: undefined }
}

function describe(error: unknown): string {
  try {
    return error instanceof Error ? error.message || error.name : `it threw ${String(error)}`
  } catch {
    return 'it threw what cannot be shown'
  }
}

function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(undefined), { once: true }))
}
