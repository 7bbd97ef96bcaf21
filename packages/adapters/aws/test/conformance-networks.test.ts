import { conformance, requestGroups } from '@rove/conformance/vitest'
import { fronted } from './harness.ts'

const limits = { 'http.request.body': 1_048_576, 'http.response.body': 1_048_576 }
const multiValue = { 'http.headers.repeated': 'native', 'http.cookies.multiple': 'native' } as const

conformance(fronted('ALB', 'alb', { front: 'alb', limits, supports: { 'http.query.raw': 'no' } }), requestGroups)
conformance(
  fronted('ALB, multi-value', 'alb', { front: 'alb-multi-value', limits, supports: multiValue }),
  requestGroups,
)
conformance(fronted('Lambda@Edge', 'edge', { front: 'edge', limits }), requestGroups)
conformance(fronted('VPC Lattice V1', 'lattice-v1', { front: 'lattice-v1' }), requestGroups)
conformance(fronted('VPC Lattice V2', 'lattice-v2', { front: 'lattice-v2' }), requestGroups)
