import { conformance, requestGroups } from '@rove/conformance/vitest'
import { fronted } from './harness.ts'

const streamed = { invokeMode: 'RESPONSE_STREAM' } as const

conformance(fronted('function URL', 'http-v2'))
conformance(fronted('function URL, streamed', 'http-v2', streamed))
conformance(
  fronted('HTTP API', 'http-v2', { front: 'http-api', supports: { 'http.path.encoded': 'no' } }),
  requestGroups,
)
conformance(fronted('REST API', 'rest-v1', { front: 'rest-api' }), requestGroups)
conformance(fronted('REST API, streamed', 'rest-v1', { front: 'rest-api', ...streamed }), requestGroups)
