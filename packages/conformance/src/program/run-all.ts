import type { ConformanceCase } from '../case.ts'
import type { Harness } from '../harness.ts'
import type { CaseReport, Report } from '../report/report.ts'
import { defaultTimes, type ProgramTimes } from './harness-hosts.ts'
import { ProcessWatch } from './process-watch.ts'
import { runHarness } from './run-harness.ts'
import { shuffled } from './shuffle.ts'
import { StrayErrors } from './stray-errors.ts'

/** How far a run is. */
export interface Progress {
  readonly harness: string
  /** The case that is over. */
  readonly report: CaseReport
  /** How many are over on this harness. */
  readonly done: number
  readonly total: number
}

/** What is to be run. */
export interface RunAllOptions {
  readonly harnesses: readonly Harness[]
  readonly cases: readonly ConformanceCase[]
  /** Shuffles the cases: the same order for the same seed. */
  readonly seed?: number
  readonly times?: Partial<ProgramTimes>
  readonly onProgress?: (progress: Progress) => void
  /** Ends the run early, with the report of what is over. */
  readonly signal?: AbortSignal
}

/**
 * Runs cases on harnesses, one after another. It never rejects for what a harness does: that is in the report. Nothing that a
 * harness started in a process of its own is left running.
 */
export async function runAll(options: RunAllOptions): Promise<Report> {
  const { harnesses, seed, onProgress } = options
  const signal = options.signal ?? new AbortController().signal
  const times = { ...defaultTimes, ...options.times }
  const cases = seed === undefined ? options.cases : shuffled(options.cases, seed)
  const startedAt = new Date().toISOString()
  const began = performance.now()
  const stray = new StrayErrors()
  const watch = new ProcessWatch()
  const endAll = (): void => watch.endAll()
  process.once('exit', endAll)
  const reports: Report['harnesses'][number][] = []
  try {
    for (const harness of harnesses) {
      if (signal.aborted) break
      let done = 0
      const onCase = (report: CaseReport): void =>
        onProgress?.({ harness: harness.name, report, done: ++done, total: cases.length })
      reports.push(await runHarness(harness, { cases, times, watch, stray, signal, onCase }))
    }
  } finally {
    process.off('exit', endAll)
    stray.close()
    watch.close()
  }
  return {
    format: 1,
    startedAt,
    milliseconds: Math.round(performance.now() - began),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    ...(seed === undefined ? {} : { seed }),
    harnesses: reports,
  }
}
