import { conformance } from '@rove/conformance/vitest'
import { fronted } from './harness.ts'

const streamed = { invokeMode: 'RESPONSE_STREAM' } as const

conformance(fronted('function URL', 'http-v2'))
conformance(fronted('function URL, streamed', 'http-v2', streamed))
conformance(fronted('HTTP API', 'http-v2', { front: 'http-api', supports: { 'http.path.encoded': 'no' } }))
conformance(fronted('REST API', 'rest-v1', { front: 'rest-api' }))
conformance(fronted('REST API, streamed', 'rest-v1', { front: 'rest-api', ...streamed }))
