// The benchmark: ratios within one run, against peers and floors. `-- --quick` takes under two minutes.
import { must, root } from './run.mjs'
import { setup } from './setup.mjs'

await setup()
const { build } = await import('esbuild')
await build({
  entryPoints: [`${root}/bench/run.ts`],
  outfile: `${root}/.rove/bench/run.mjs`,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  packages: 'external',
})
await must(process.execPath, [`${root}/.rove/bench/run.mjs`, ...process.argv.slice(2)])
