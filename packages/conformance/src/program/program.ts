import { CommanderError } from 'commander'
import type { Harness } from '../harness.ts'
import { toJson } from '../report/json.ts'
import { toTable } from '../report/table.ts'
import { exitCodeOf, exitCodes } from './exit-code.ts'
import { loadHarnesses } from './load.ts'
import { createCommand, type ProgramOptions } from './options.ts'
import { runAll } from './run-all.ts'
import { selectCases, toCaseData, toCaseLines } from './select-cases.ts'
import { ProgressLine } from './show-progress.ts'
import { writeReports } from './write-reports.ts'
import { WrongUse } from './wrong-use.ts'

/** Where the program prints. */
export interface ProgramOutput {
  /** What was asked for. */
  out(text: string): void
  /** What is said beside it. */
  error(text: string): void
}

/**
 * The program.
 * @param args the command line, without Node and the script
 * @param signal ends the run early; everything that was started is stopped
 * @returns the exit code. It never rejects
 */
export async function runProgram(args: readonly string[], output: ProgramOutput, signal: AbortSignal): Promise<number> {
  try {
    const command = createCommand()
      .exitOverride()
      .configureOutput({ writeOut: (text) => output.out(text), writeErr: (text) => output.error(text) })
    command.parse([...args], { from: 'user' })
    return await perform(command.opts<ProgramOptions>(), output, signal)
  } catch (error) {
    // Help is asked for; what commander refuses, it has said.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.good : exitCodes.wrongUse
    const text = error instanceof WrongUse ? error.message : error instanceof Error ? error.stack : String(error)
    output.error(`${text}\n`)
    return exitCodes.wrongUse
  }
}

async function perform(options: ProgramOptions, output: ProgramOutput, signal: AbortSignal): Promise<number> {
  const cases = selectCases(options.case, options.group)
  if (options.list) {
    output.out(options.json ? toCaseData(cases) : toCaseLines(cases))
    return exitCodes.good
  }
  const harnesses = await loadAll(options.adapter)
  const seed = options.shuffle === true ? Math.floor(Math.random() * 2 ** 32) : options.shuffle
  const line = new ProgressLine()
  const report = await runAll({
    harnesses,
    cases,
    signal,
    onProgress: (progress) => line.show(progress),
    ...(seed === undefined ? {} : { seed }),
    ...(options.timeout === undefined ? {} : { times: { case: options.timeout } }),
  })
  line.clear()
  if (signal.aborted) return exitCodes.interrupted
  await writeReports(report, options)
  const show = options.json === true ? output.error : output.out
  show(`${toTable(report)}\n`)
  if (options.json === true) output.out(toJson(report))
  return exitCodeOf(report, options.level)
}

async function loadAll(modules: readonly string[]): Promise<readonly Harness[]> {
  if (modules.length === 0) throw new WrongUse('Say what to prove: --adapter <module>. --help has the rest.')
  const harnesses: Harness[] = []
  for (const one of modules) {
    const loaded = await loadHarnesses(one).catch((error: Error) => {
      throw new WrongUse(error.message, { cause: error })
    })
    harnesses.push(...loaded)
  }
  const names = harnesses.map(({ name }) => name)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) throw new WrongUse(`Two harnesses are called "${twice}"; reports tell them apart by name.`)
  return harnesses
}
