// The main job: the shop on every provider's real runtime, compared. `-- --serve` keeps the runtimes running.
import { build } from './build.mjs'
import { root, run } from './run.mjs'
import { setup } from './setup.mjs'

await setup()
await build({ types: false })
const args = ['compare', 'src/app.ts', '--requests', 'requests', '--out', `${root}/.rove/start`]
process.exitCode = await run(
  process.execPath,
  [`${root}/packages/cli/dist/bin.js`, ...args, '--target', 'aws', 'azure', 'gcp', ...process.argv.slice(2)],
  // The SDK's notice about Node versions says nothing about the comparison.
  { cwd: `${root}/examples/shop`, env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' } },
)
