const projects = {
  'apollo-server': 'apollographql/apollo-server',
  'aws-lambda-fastify': 'fastify/aws-lambda-fastify',
  'azure-functions-host': 'Azure/azure-functions-host',
  'azure-functions-nodejs-library': 'Azure/azure-functions-nodejs-library',
  'azure-functions-nodejs-worker': 'Azure/azure-functions-nodejs-worker',
  hono: 'honojs/hono',
  'lambda-web-adapter': 'awslabs/aws-lambda-web-adapter',
  middy: 'middyjs/middy',
  nitro: 'nitrojs/nitro',
  'powertools-lambda-python': 'aws-powertools/powertools-lambda-python',
  srvx: 'h3js/srvx',
} as const

/** The address of an issue or pull request of a known project: `issue('hono', 2550)`. */
export function issue(project: keyof typeof projects, number: number): string {
  return `https://github.com/${projects[project]}/issues/${number}`
}

/** The address of a section of an RFC: `rfc(9110, '7.6.1')`. */
export function rfc(number: number, section: string): string {
  return `https://www.rfc-editor.org/rfc/rfc${number}#section-${section}`
}

/** The address of a place in the Fetch standard: `fetchStandard('null-body-status')`. */
export function fetchStandard(anchor: string): string {
  return `https://fetch.spec.whatwg.org/#${anchor}`
}

/** The address of a place in the URL standard. */
export function urlStandard(anchor: string): string {
  return `https://url.spec.whatwg.org/#${anchor}`
}

/** Documents that several cases come from. */
export const documents = {
  lambdaLimits: 'https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html',
  lambdaLifecycle: 'https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html',
  lambdaStreaming: 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-response-streaming.html',
  lambdaProxyEvents:
    'https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html',
  albLambda: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html',
  albForwarded: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/x-forwarded-headers.html',
  azureNode: 'https://learn.microsoft.com/azure/azure-functions/functions-reference-node',
  googleHttp: 'https://cloud.google.com/functions/docs/writing/write-http-functions',
  googleLifecycle: 'https://cloud.google.com/run/docs/container-contract',
  standardSchema: 'https://standardschema.dev',
  traceContext: 'https://www.w3.org/TR/trace-context/',
  sqsLambda: 'https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html',
  sqsFifo:
    'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-understanding-logic.html',
  sqsDeadLetters:
    'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html',
  sqsAttributes: 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html',
  lambdaAsync: 'https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html',
  lambdaIdempotency: 'https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html',
  s3Events: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html',
  dynamoStreams: 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html',
  azureQueue: 'https://learn.microsoft.com/azure/azure-functions/functions-bindings-storage-queue-trigger',
  azureServiceBus: 'https://learn.microsoft.com/azure/azure-functions/functions-bindings-service-bus-trigger',
  azureEventGrid: 'https://learn.microsoft.com/azure/event-grid/delivery-and-retry',
  azureErrors: 'https://learn.microsoft.com/azure/azure-functions/functions-bindings-error-pages',
  azureIdempotency: 'https://learn.microsoft.com/azure/azure-functions/functions-idempotent',
  azureTimer: 'https://learn.microsoft.com/azure/azure-functions/functions-bindings-timer',
  azureBlob: 'https://learn.microsoft.com/azure/azure-functions/functions-bindings-event-grid-trigger',
  azureCosmos: 'https://learn.microsoft.com/azure/azure-functions/functions-bindings-cosmosdb-v2-trigger',
  pubsubPush: 'https://cloud.google.com/pubsub/docs/push',
  pubsubFailures: 'https://cloud.google.com/pubsub/docs/handling-failures',
  pubsubOrder: 'https://cloud.google.com/pubsub/docs/ordering',
  googleScheduler: 'https://cloud.google.com/scheduler/docs/configuring/cron-job-schedules',
  googleStorage: 'https://cloud.google.com/storage/docs/pubsub-notifications',
  firestoreEvents: 'https://cloud.google.com/firestore/docs/extend-with-functions-2nd-gen',
  cloudEvents: 'https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md',
} as const
