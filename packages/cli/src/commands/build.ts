import { join } from 'node:path'
import { resourcesOf } from '@rove/core'
import { Command } from 'commander'
import { buildArtefact } from '../build/artefact.ts'
import { loadApp } from '../build/load-app.ts'
import { loadProvider } from '../targets.ts'

interface BuildFlags {
  readonly target: string[]
  readonly out: string
}

/** `rove build`: one artefact a target. */
export function createBuildCommand(): Command {
  return new Command('build')
    .description('build the app for each target')
    .argument('<app>', 'module whose default export is the app')
    .requiredOption('-t, --target <names...>', 'adapters to build for, for example: aws azure gcp')
    .option('-o, --out <folder>', 'folder for the artefacts', 'dist')
    .action(async (app: string, flags: BuildFlags) => {
      const loaded = await loadApp(app)
      for (const name of flags.target) {
        const { target } = await loadProvider(name, app)
        const outdir = join(flags.out, name)
        await buildArtefact({ target, app, name: loaded.name, resources: resourcesOf(loaded), outdir })
        console.log(`${name}: ${outdir}`)
      }
    })
}
