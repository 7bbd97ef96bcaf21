import { createDefaultHttpClient, type HttpClient } from '@azure/core-rest-pipeline'
import type { RequestPolicyFactory } from '@azure/storage-blob'
import type { HttpAnswer } from '@rove/conformance/vitest'

/** Waits one and a half seconds for an answer, with connections of its own: what Azure's clients send their requests with. */
export function impatient(): HttpClient {
  const client = createDefaultHttpClient()
  return {
    sendRequest(request) {
      request.timeout = 1500
      return client.sendRequest(request)
    },
  }
}

/** The same for the clients of blobs and queues, among the `factories` of their pipeline. */
export const impatientFactory: RequestPolicyFactory = {
  create: (next) => ({
    sendRequest(request) {
      request.timeout = 1500
      return next.sendRequest(request)
    },
  }),
}

/** What the services say of too many calls, as their protocols write it. */
export const throttled: Readonly<Record<'table' | 'storage' | 'cosmos' | 'grid' | 'vault', HttpAnswer>> = {
  /** Source: https://learn.microsoft.com/rest/api/storageservices/table-service-error-codes */
  table: {
    status: 503,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ 'odata.error': { code: 'ServerBusy', message: { lang: 'en-US', value: 'slower' } } }),
  },
  /** Source: https://learn.microsoft.com/rest/api/storageservices/common-rest-api-error-codes */
  storage: {
    status: 503,
    headers: { 'content-type': 'application/xml', 'x-ms-error-code': 'ServerBusy' },
    body: '<?xml version="1.0"?><Error><Code>ServerBusy</Code><Message>slower</Message></Error>',
  },
  /** Source: https://learn.microsoft.com/rest/api/cosmos-db/http-status-codes-for-cosmosdb */
  cosmos: {
    status: 429,
    headers: { 'content-type': 'application/json', 'x-ms-retry-after-ms': '10' },
    body: JSON.stringify({ code: 'TooManyRequests', message: 'slower' }),
  },
  /** Source: https://learn.microsoft.com/rest/api/eventgrid/dataplane/errors */
  grid: {
    status: 429,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ error: { code: 'TooManyRequests', message: 'slower' } }),
  },
  /** Source: https://learn.microsoft.com/azure/key-vault/general/overview-throttling */
  vault: {
    status: 429,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ error: { code: 'Throttled', message: 'slower' } }),
  },
}
