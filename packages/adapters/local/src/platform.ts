import type { IncomingMessage, ServerResponse } from 'node:http'
import type { PlatformOf } from '@rove/core'

declare module '@rove/core' {
  interface Platforms {
    /** On a server Node's own request and response; in the in-memory client the platform's `Request` and nothing. */
    local: PlatformOf<'local', IncomingMessage | Request, ServerResponse | undefined>
  }
}
