import { type BuiltHarness, builtHarness } from '@rove/conformance'
import { conformance } from '@rove/conformance/vitest'
import { capabilities } from '../src/capabilities.ts'
import { type AwsHostOptions, start } from '../src/host/index.ts'
import { createTarget, target } from '../src/target/index.ts'

const aws = (name: string, codec: string, options: Partial<AwsHostOptions> = {}) => ({
  name: `aws ${name}`,
  capabilities,
  codec,
  target,
  start: (given: AwsHostOptions) => start({ ...given, ...options }),
})
const whole = { 'http.stream.response': 'no' } as const
const kept = (more: BuiltHarness['supports']) => ({ supports: { ...whole, ...more } })
const small = { 'http.request.body': 1_048_576, 'http.response.body': 1_048_576 }
const streamed = { target: createTarget({ stream: true }) }

conformance(builtHarness({ ...aws('function URL', 'http-v2'), supports: whole }))
conformance(
  builtHarness({ ...aws('function URL, streamed', 'http-v2', { invokeMode: 'RESPONSE_STREAM' }), ...streamed }),
)
conformance(
  builtHarness({ ...aws('HTTP API', 'http-v2', { front: 'http-api' }), ...kept({ 'http.path.encoded': 'no' }) }),
)
conformance(builtHarness({ ...aws('REST API', 'rest-v1', { front: 'rest-api' }), supports: whole }))
conformance(
  builtHarness({
    ...aws('REST API, streamed', 'rest-v1', { front: 'rest-api', invokeMode: 'RESPONSE_STREAM' }),
    ...streamed,
  }),
)
conformance(
  builtHarness({ ...aws('ALB', 'alb', { front: 'alb' }), ...kept({ 'http.query.raw': 'no' }), limits: small }),
)
conformance(
  builtHarness({
    ...aws('ALB, multi-value', 'alb', { front: 'alb-multi-value' }),
    ...kept({ 'http.headers.repeated': 'native', 'http.cookies.multiple': 'native' }),
    limits: small,
  }),
)
conformance(builtHarness({ ...aws('Lambda@Edge', 'edge', { front: 'edge' }), limits: small }))
conformance(builtHarness({ ...aws('VPC Lattice V1', 'lattice-v1', { front: 'lattice-v1' }) }))
conformance(builtHarness({ ...aws('VPC Lattice V2', 'lattice-v2', { front: 'lattice-v2' }) }))
