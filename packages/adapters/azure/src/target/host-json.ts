/**
 * The settings that keep the delivery contract.
 *
 * Storage queues: five deliveries, then `<queue>-poison`; half a minute between two, where Azure's default is none at all,
 * so that five attempts are not used up at once. Messages are base64, Azure's default: what Event Grid, the portal and
 * other function apps write, and what keeps bytes. It holds for all queues of the app, and a message that is no base64
 * goes to the poison queue without a word; senders that write plain text need `"messageEncoding": "none"` and no others.
 *
 * Service Bus: messages are completed when the function has returned, and their locks are renewed until then.
 * Source: https://learn.microsoft.com/azure/azure-functions/functions-host-json
 */
export const hostJson = {
  version: '2.0',
  // The extensions of all triggers but HTTP and the timer come with it.
  extensionBundle: { id: 'Microsoft.Azure.Functions.ExtensionBundle', version: '[4.*, 5.0.0)' },
  extensions: {
    http: { routePrefix: '' },
    queues: { maxDequeueCount: 5, visibilityTimeout: '00:00:30', messageEncoding: 'base64' },
    serviceBus: { autoCompleteMessages: true, maxAutoLockRenewalDuration: '00:05:00' },
    blobs: { poisonBlobThreshold: 5 },
  },
} as const
