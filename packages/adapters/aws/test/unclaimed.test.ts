import { adapt } from '@rove/aws'
import { app, onRequest, text } from '@rove/core'
import { describe, expect, it } from 'vitest'
import { edgeEvent, httpV2Event, restV1Event } from './events.ts'

const handler = adapt(app('any', { all: onRequest('ANY /*', () => text('answered')) }))
const websocket = { connectionId: 'c=', eventType: 'MESSAGE', routeKey: '$default', stage: 'prod' }
const response = edgeEvent({}, { eventType: 'viewer-response' }) as { Records: Array<{ cf: Record<string, unknown> }> }
Object.assign(response.Records[0]?.cf ?? {}, { response: { status: '200', headers: {} } })

describe.each<[string, unknown, string]>([
  ['SQS', { Records: [{ eventSource: 'aws:sqs', body: '{}' }] }, 'an SQS event'],
  ['SNS', { Records: [{ EventSource: 'aws:sns', Sns: {} }] }, 'an SNS event'],
  ['S3', { Records: [{ eventSource: 'aws:s3', s3: {} }] }, 'an S3 event'],
  ['DynamoDB', { Records: [{ eventSource: 'aws:dynamodb' }] }, 'a DynamoDB stream event'],
  ['Kafka', { eventSource: 'aws:kafka', records: {} }, 'a Kafka (MSK) event'],
  ['EventBridge', { 'detail-type': 'Scheduled Event', source: 'aws.events' }, 'an EventBridge event'],
  ['WebSocket', { requestContext: websocket, isBase64Encoded: false }, 'an API Gateway WebSocket event'],
  ['WebSocket with a path', restV1Event({}, websocket), 'an API Gateway WebSocket event'],
  ['REST authorizer', restV1Event({ type: 'REQUEST', methodArn: 'arn' }), 'an API Gateway Lambda authorizer event'],
  ['HTTP authorizer', httpV2Event({ type: 'REQUEST', routeArn: 'arn' }), 'an API Gateway Lambda authorizer event'],
  ['Lambda@Edge response', response, 'a Lambda@Edge viewer-response event'],
  ['no records', { Records: [] }, 'an event with an empty list of records'],
  ['no requestContext (2.0)', httpV2Event({ requestContext: undefined }), 'an HTTP API event without requestContext'],
  ['no requestContext (1.0)', restV1Event({ requestContext: null }), 'an API Gateway event without requestContext'],
  ['no path', restV1Event({ path: undefined }), 'an API Gateway event without path'],
  ['own event', { orderId: 1, action: 'x' }, 'an event with the keys orderId, action'],
  ['null', null, 'a value of type null'],
  ['undefined', undefined, 'a value of type undefined'],
  ['text', 'hello', 'a value of type string'],
  ['a list', [], 'an event with the keys (none)'],
])('%s', (_, event, what) => {
  it('is refused, named, and told what is taken', async () => {
    const error = await handler(event).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(Error)
    const { message } = error as Error
    expect(message).toContain(`@rove/aws received ${what}`)
    for (const name of ['http-v2', 'rest-v1', 'alb', 'edge', 'lattice-v1', 'lattice-v2'])
      expect(message).toContain(name)
  })
})
