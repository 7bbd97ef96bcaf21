import type { PlatformOf } from '@rove/core'
import type { GcpRequest, GcpResponse } from './codecs/http.ts'

declare module '@rove/core' {
  interface Platforms {
    gcp: PlatformOf<'gcp', GcpRequest, GcpResponse>
  }
}
