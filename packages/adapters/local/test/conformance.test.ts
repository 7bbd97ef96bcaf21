import { builtHarness } from '@rove/conformance'
import { conformance } from '@rove/conformance/vitest'
import { capabilities } from '../src/capabilities.ts'
import { start } from '../src/host/index.ts'
import { target } from '../src/target/index.ts'

conformance(builtHarness({ name: 'local', scheme: 'http', capabilities, target, start }))
