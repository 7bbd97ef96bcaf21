import type { Capabilities } from '@rove/core/adapter'
import { deliveryCapabilities } from './delivery-capabilities.ts'

const framework = 'https://github.com/GoogleCloudPlatform/functions-framework-nodejs/blob/main/src/server.ts'
const headers = 'https://cloud.google.com/functions/docs/reference/headers'
const contract = 'https://cloud.google.com/run/docs/container-contract'
const quotas = 'https://cloud.google.com/functions/quotas'
const megabyte = 1024 * 1024

/** What Google Cloud Functions (Cloud Run functions, functions-framework 5) keeps of the contract, and its limits. */
export const capabilities: Capabilities = {
  provider: 'gcp',
  title: 'Google Cloud Functions',
  supports: {
    'http.stream.response': { support: 'native', source: quotas, asOf: '2025-08' },
    'http.stream.request': {
      support: 'no',
      note: 'functions-framework reads the whole body into rawBody before the function is called.',
      source: framework,
      asOf: '2026-11',
    },
    'http.cookies.multiple': { support: 'native', source: framework, asOf: '2026-11' },
    'http.headers.repeated': { support: 'native', source: framework, asOf: '2026-11' },
    'http.query.raw': { support: 'native', source: framework, asOf: '2026-11' },
    'http.path.encoded': {
      support: 'emulated',
      note: 'functions-framework itself answers 400 to a malformed percent sign and 404 for /favicon.ico and /robots.txt; Rove routes around that.',
      source: framework,
      asOf: '2026-11',
    },
    'http.body.any-method': { support: 'native', source: framework, asOf: '2026-11' },
    'http.body.chunked': { support: 'native', source: framework, asOf: '2026-11' },
    'http.client-ip': {
      support: 'native',
      note: 'The last entry of X-Forwarded-For, which Google’s front end appends; set trustedProxies behind a load balancer.',
      source: headers,
      asOf: '2025-08',
    },
    'http.deadline': {
      support: 'emulated',
      note: 'Taken from CLOUD_RUN_TIMEOUT_SECONDS, the framework’s own setting; unknown where it is not set.',
      source: 'https://github.com/GoogleCloudPlatform/functions-framework-nodejs/blob/main/src/options.ts',
      asOf: '2026-11',
    },
    'http.signal.disconnect': {
      support: 'native',
      source: 'https://github.com/GoogleCloudPlatform/functions-framework-nodejs/blob/main/src/middleware/timeout.ts',
      asOf: '2026-11',
    },
    'http.error.malformed-json': {
      support: 'emulated',
      note: 'functions-framework would answer a page of HTML before the function; Rove keeps its body parsers from reading JSON, so the native request’s body is a Buffer.',
      source: 'https://github.com/GoogleCloudPlatform/functions-framework-nodejs/issues/686',
      asOf: '2026-11',
    },
    'lifecycle.wait-until': {
      support: 'emulated',
      note: 'The end of the response is held back until the work is done, because the CPU is taken away when no request is open.',
      source: 'https://cloud.google.com/run/docs/configuring/billing-settings',
      asOf: '2025-08',
    },
    'lifecycle.shutdown': {
      support: 'emulated',
      note: 'On SIGTERM requests get 5 s to finish, then shutdown gets 4 s; the framework would answer the latest request with 500 and exit at once. A request that is still running after that is cut off.',
      source: `${contract}#instance-shutdown`,
      asOf: '2025-08',
    },
    ...deliveryCapabilities,
  },
  limits: {
    'http.request.body': { value: 32 * megabyte, unit: 'bytes', source: quotas, asOf: '2025-08', verified: true },
    'http.response.body': { value: 32 * megabyte, unit: 'bytes', source: quotas, asOf: '2025-08', verified: true },
    // Cloud Run's own page states no limit for chunked responses; the functions page is the stricter one.
    'http.response.stream': { value: 10 * megabyte, unit: 'bytes', source: quotas, asOf: '2025-08', verified: false },
    'http.timeout': {
      value: 3600,
      unit: 'seconds',
      source: 'https://cloud.google.com/run/docs/configuring/request-timeout',
      asOf: '2025-08',
      verified: false,
    },
    'message.body': {
      value: 10_000_000,
      unit: 'bytes',
      source: 'https://cloud.google.com/pubsub/quotas#resource_limits',
      asOf: '2026-11',
      verified: true,
    },
    'message.batch': {
      value: 1,
      unit: 'items',
      source: 'https://cloud.google.com/pubsub/docs/push',
      asOf: '2026-11',
      verified: false,
    },
    'event.body': {
      value: 512 * 1024,
      unit: 'bytes',
      source: 'https://cloud.google.com/eventarc/quotas',
      asOf: '2025-08',
      verified: true,
    },
  },
}
