import type { Capabilities, Capability } from '@rove/core/adapter'
import { deliverySupport } from './delivery-capabilities.ts'

const http = 'https://nodejs.org/api/http.html'
const native: Capability = { support: 'native', source: http, asOf: '2026-11' }

/** What the server, the in-memory client and the in-process services keep of the contract. They set no limits of their own. */
export const capabilities: Capabilities = {
  provider: 'local',
  title: 'This machine (node:http)',
  supports: {
    ...deliverySupport,
    'http.stream.response': native,
    'http.stream.request': native,
    'http.cookies.multiple': native,
    'http.headers.repeated': {
      ...native,
      except: {
        fetch: { support: 'emulated', note: 'Headers joins the values of a repeated name with a comma and a space.' },
      },
    },
    'http.query.raw': {
      ...native,
      except: { fetch: { support: 'emulated', note: 'Request normalises the URL, for example a space to %20.' } },
    },
    'http.path.encoded': {
      ...native,
      except: { fetch: { support: 'emulated', note: 'Request normalises the URL, for example /a/../b to /b.' } },
    },
    'http.body.any-method': {
      ...native,
      except: { fetch: { support: 'no', note: 'Request refuses a body with GET and HEAD.' } },
    },
    'http.body.chunked': native,
    'http.client-ip': {
      ...native,
      note: 'The address of the connection; behind proxies set trustedProxies.',
    },
    'http.deadline': {
      support: 'emulated',
      note: 'From the timeout option; without it there is none.',
      source: http,
      asOf: '2026-11',
    },
    'http.signal.disconnect': native,
    'http.error.malformed-json': native,
    'lifecycle.wait-until': native,
    'lifecycle.shutdown': {
      support: 'native',
      note: 'When close() is called, or on SIGTERM and SIGINT with signals: true.',
      source: 'https://nodejs.org/api/process.html#signal-events',
      asOf: '2026-11',
    },
  },
  limits: {},
}
