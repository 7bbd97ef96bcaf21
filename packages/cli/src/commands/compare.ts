import { once } from 'node:events'
import { Command } from 'commander'
import { compare } from '../compare/compare.ts'
import type { Stage } from '../compare/stage.ts'
import { readSteps } from '../compare/steps.ts'
import { toTable } from '../compare/table.ts'

interface CompareFlags {
  readonly target: string[]
  readonly requests: string
  readonly out: string
  readonly serve: boolean
}

/** `rove compare`: the same requests and deliveries on every target's real runtime, side by side. Exit code 1 when answers differ. */
export function createCompareCommand(): Command {
  return new Command('compare')
    .description('run the app on each target’s real runtime and compare the answers and the outcomes')
    .argument('<app>', 'module whose default export is the app')
    .requiredOption('-t, --target <names...>', 'adapters to compare, for example: aws azure gcp')
    .requiredOption(
      '-r, --requests <path>',
      'an .http file (requests) or a .json file (deliveries), or a folder of them',
    )
    .option('-o, --out <folder>', 'folder for the artefacts', '.rove/compare')
    .option('--serve', 'keep the runtimes running and print where they are', false)
    .action(async (app: string, flags: CompareFlags) => {
      const steps = await readSteps(flags.requests)
      // Whatever was started ends with this process, if it ends by itself: not when a signal ends it.
      const interrupt = (): never => process.exit(130)
      process.once('SIGINT', interrupt).once('SIGTERM', interrupt)
      const comparison = await compare({
        app,
        steps,
        targets: flags.target,
        outdir: flags.out,
        onProgress: showProgress,
      })
      try {
        console.log(`\n${toTable(comparison)}`)
        process.exitCode = comparison.results.every((result) => result.differences.length === 0) ? 0 : 1
        if (flags.serve) {
          process.off('SIGINT', interrupt).off('SIGTERM', interrupt)
          await serve(comparison.stages)
        }
      } finally {
        await comparison.stop()
      }
    })
}

function showProgress(message: string, kind: 'step' | 'passing'): void {
  if (kind === 'step') console.log(`  ${message}`)
  else if (process.stdout.isTTY) process.stdout.write(`\r\x1b[K  ${message}\r`)
}

async function serve(stages: Readonly<Record<string, Stage>>): Promise<void> {
  for (const [name, { host }] of Object.entries(stages)) console.log(`${name}: ${host.url}  (${host.name})`)
  console.log('Ctrl-C stops them.')
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')])
}
