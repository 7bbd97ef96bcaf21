import type { PlatformOf } from '@rove/core'
import type { GcpBackgroundEvent, GcpCloudEvent } from './codecs/cloud-event-shape.ts'
import type { GcpRequest, GcpResponse } from './codecs/http.ts'

declare module '@rove/core' {
  interface Platforms {
    /**
     * The request that came, also when it carried an event; a CloudEvent or a background event where the framework was
     * started with another signature type than `http`: then there is no response, and the context is undefined.
     */
    gcp: PlatformOf<'gcp', GcpRequest | GcpCloudEvent | GcpBackgroundEvent, GcpResponse | undefined>
  }
}
