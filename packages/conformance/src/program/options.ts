import { Command, InvalidArgumentError, Option } from 'commander'
import { type ConformanceCase, deliveryGroups, requestGroups } from '../case.ts'
import { exitCodes } from './exit-code.ts'

/** The command line, read. */
export interface ProgramOptions {
  /** Modules that export harnesses. */
  readonly adapter: readonly string[]
  readonly case: readonly string[]
  readonly group: readonly string[]
  /** The seed; `true` makes one up. */
  readonly shuffle?: number | true
  readonly list?: true
  /** Milliseconds a case. */
  readonly timeout?: number
  readonly level: ConformanceCase['level']
  /** A file; `true` is standard output. */
  readonly json?: string | true
  readonly junit?: string
  readonly markdown?: string
  readonly html?: string
}

/** The command with its options and its help. */
export function createCommand(): Command {
  return new Command('rove-conformance')
    .description('Run the conformance suite on an adapter, and show the score.')
    .option('-a, --adapter <module>', 'path or package that exports "harness" or "harnesses"; repeatable', collect, [])
    .option('-c, --case <id>', 'run this case alone; repeatable', collect, [])
    .addOption(
      new Option('-g, --group <group>', `run this group alone; repeatable: ${groups.join(', ')}`)
        .argParser(toGroup)
        .default([], 'all'),
    )
    .option('--shuffle [seed]', 'run in another order; the same for the same seed', toSeed)
    .option('--timeout <ms>', 'milliseconds after which a case has failed (default: 20000)', toTimeout)
    .addOption(
      new Option('--level <level>', 'the lowest level of cases that count for the exit code')
        .choices(['must', 'should'])
        .default('must'),
    )
    .option('--list', 'print the cases instead of running them; with --json as data')
    .option('--json [file]', 'write the report as JSON; without a file to standard output')
    .option('--junit <file>', 'write the report as JUnit’s XML')
    .option('--markdown <file>', 'write the report as Markdown')
    .option('--html <file>', 'write the report as one page')
    .addHelpText('after', `\n${exitHelp}`)
}

const groups: readonly string[] = [...requestGroups, ...deliveryGroups]

const exitHelp = `Exit code:
  ${exitCodes.good}    every "must" holds or is an expected failure; with --level should every "should" too
  ${exitCodes.mustFailed}    a "must" failed, an expected failure holds now, or a harness did not start, did not stop or left a process
  ${exitCodes.shouldFailed}    with --level should: only "should"s failed
  ${exitCodes.wrongUse}    wrong use: nothing was proved
  ${exitCodes.interrupted}  ended by a signal`

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value]
}

function toGroup(value: string, before: readonly string[]): readonly string[] {
  if (!groups.includes(value)) throw new InvalidArgumentError(`The groups are ${groups.join(', ')}.`)
  return collect(value, before)
}

function toSeed(value: string): number {
  const seed = Number(value)
  if (Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32) return seed
  throw new InvalidArgumentError('A seed is a whole number from 0 to 4294967295.')
}

function toTimeout(value: string): number {
  const milliseconds = Number(value)
  // Timers take no more than 31 bits.
  if (Number.isInteger(milliseconds) && milliseconds > 0 && milliseconds < 2 ** 31) return milliseconds
  throw new InvalidArgumentError('It is a whole number of milliseconds, at least 1.')
}
