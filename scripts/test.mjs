// Every test. Arguments go to Vitest: `npm test -- packages/core`.
import { build } from './build.mjs'
import { root, tool } from './run.mjs'
import { setup } from './setup.mjs'

await setup()
await build({ types: false })
const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${root}/.rove/test-results.json`]
process.exitCode = await tool('vitest/vitest.mjs', ['run', ...reporters, ...process.argv.slice(2)])
