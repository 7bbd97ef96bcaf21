import type { IncomingMessage, ServerResponse } from 'node:http'
import type { PlatformOf } from '@rove/core'
import type { LocalEvent } from './codecs/local-event.ts'

declare module '@rove/core' {
  interface Platforms {
    /**
     * On a server Node's own request and response; in the in-memory client the platform's `Request` and nothing; for
     * events the batch of the in-process service and nothing.
     */
    local: PlatformOf<'local', IncomingMessage | Request | LocalEvent, ServerResponse | undefined>
  }
}
