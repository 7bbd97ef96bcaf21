import { builtHarness } from '@rove/conformance'
import { conformance } from '@rove/conformance/vitest'
import { capabilities } from '../src/capabilities.ts'
import { start } from '../src/host/index.ts'
import { target } from '../src/target/index.ts'

// functions-framework itself has no limit; 64 MB do not fit into the buffers of the sockets on the way.
const limits = { 'http.response.stream': 64_000_000 }

conformance(builtHarness({ name: 'gcp', capabilities, limits, target, start }))
