// Bundled by node-test.test.ts and run by `node --test`.
import { conformance } from '../../src/node-test.ts'
import { plainHarness } from '../plain-harness.ts'

conformance(plainHarness({}, { name: 'good' }), ['security'])
conformance(
  plainHarness(
    { encode: (answer) => ({ ...answer, status: 500 }) },
    { name: 'bad', gaps: { 'security.client-ip.forged': 'everything is a 500' } },
  ),
  ['security'],
)
