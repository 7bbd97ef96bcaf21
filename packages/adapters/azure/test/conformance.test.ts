import { builtHarness } from '@rove/conformance'
import { conformance } from '@rove/conformance/vitest'
import type { Target } from '@rove/core/adapter'
import { capabilities } from '../src/capabilities.ts'
import { start } from '../src/host/index.ts'
import { target } from '../src/target/index.ts'

const buffered: Target = {
  ...target,
  entry: (input) => target.entry(input).replace('adapt(app)', 'adapt(app, { stream: false })'),
}
const supports = {
  'http.stream.response': 'no',
  'http.stream.request': 'no',
  'http.signal.disconnect': 'no',
  'http.body.chunked': 'no',
} as const

conformance(builtHarness({ name: 'azure', capabilities, target, start }))
conformance(builtHarness({ name: 'azure, streams off', capabilities, supports, target: buffered, start }))
