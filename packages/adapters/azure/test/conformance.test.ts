import { builtHarness } from '@rove/conformance'
import { conformance, requestGroups } from '@rove/conformance/vitest'
import type { Target } from '@rove/core/adapter'
import { capabilities } from '../src/capabilities.ts'
import { start } from '../src/host/index.ts'
import { target } from '../src/target/index.ts'

const buffered: Target = {
  ...target,
  entry: (input) => target.entry(input).replace('adapt(app)', 'adapt(app, { stream: false })'),
}
conformance(builtHarness({ name: 'azure', capabilities, target, start }))
conformance(
  builtHarness({ name: 'azure, streams off', capabilities, codec: 'http-buffered', target: buffered, start }),
  requestGroups,
)
