// What CI holds beside the tests: lint and format, types, a build with declarations, and generated files up to date.
import { build } from './build.mjs'
import { generate } from './generate.mjs'
import { tool } from './run.mjs'
import { setup } from './setup.mjs'

const steps = {
  'lint and format': () => tool('@biomejs/biome/bin/biome', ['check', '--error-on-warnings', '.']),
  types: () => tool('typescript/bin/tsc', ['-p', '.']),
  'types of what is published': () => tool('typescript/bin/tsc', ['-p', 'tsconfig.packages.json']),
  'build with declarations': () => build({ types: true }).then(() => 0),
  'generated files': () => generate({ write: false }),
}

await setup()
const failed = []
for (const [name, step] of Object.entries(steps)) {
  console.log(`check: ${name}`)
  if ((await step()) !== 0) failed.push(name)
}
if (failed.length > 0) console.error(`check failed: ${failed.join(', ')}`)
else console.log('check passed')
process.exitCode = failed.length > 0 ? 1 : 0
