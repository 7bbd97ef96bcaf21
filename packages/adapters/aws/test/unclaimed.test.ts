import { adapt } from '@rove/aws'
import { app, onRequest, text } from '@rove/core'
import { describe, expect, it } from 'vitest'
import { edgeEvent, httpV2Event, restV1Event } from './events.ts'

const handler = adapt(app('any', { all: onRequest('ANY /*', () => text('answered')) }))
const websocket = { connectionId: 'c=', eventType: 'MESSAGE', routeKey: '$default', stage: 'prod' }
const response = edgeEvent({}, { eventType: 'viewer-response' }) as { Records: Array<{ cf: Record<string, unknown> }> }
Object.assign(response.Records[0]?.cf ?? {}, { response: { status: '200', headers: {} } })

describe.each<[string, unknown, string]>([
  ['SES', { Records: [{ eventSource: 'aws:ses', ses: {} }] }, 'an SES event'],
  ['a service of tomorrow', { Records: [{ eventSource: 'aws:new' }] }, 'an event of "aws:new" that is not complete'],
  ['a field of Kinesis', { Records: [{ eventSource: 'aws:new', kinesis: {} }] }, 'an event of "aws:new" that is not'],
  ['a field of DynamoDB', { Records: [{ eventSource: 'aws:new', dynamodb: {} }] }, 'an event of "aws:new" that is not'],
  ['a field of S3', { Records: [{ eventSource: 'aws:new', s3: {} }] }, 'an event of "aws:new" that is not complete'],
  ['a field of SNS', { Records: [{ EventSource: 'aws:new', Sns: {} }] }, 'an event of "aws:new" that is not complete'],
  ['a batch of two kinds', { Records: [{ eventSource: 'aws:s3', s3: {} }, {}] }, 'an event of "aws:s3" that is not'],
  ['records of nobody', { Records: [{ a: 1 }] }, 'an event with records of a kind that it does not know'],
  ['records that are none', { Records: ['a'] }, 'an event whose records are no objects'],
  ['S3 without s3', { Records: [{ eventSource: 'aws:s3' }] }, 'an event of "aws:s3" that is not complete'],
  ['Kafka without records', { eventSource: 'aws:kafka' }, 'an event of "aws:kafka" that is not complete'],
  ['Firehose without records', { deliveryStreamArn: 'arn', records: [] }, 'a Firehose event without records'],
  ['EventBridge without source', { 'detail-type': 'x' }, 'an EventBridge event without a source'],
  ['logs without data', { awslogs: {} }, 'a CloudWatch Logs event without data'],
  ['Pipes', [{ eventSource: 'aws:sqs', messageId: '1', body: '' }], 'a batch of EventBridge Pipes'],
  ['Data Analytics', { applicationArn: 'arn', records: [] }, 'a Kinesis Data Analytics event, whose service has ended'],
  ['Cognito', { userPoolId: 'u', triggerSource: 'x' }, 'a Cognito trigger event'],
  ['WebSocket', { requestContext: websocket, isBase64Encoded: false }, 'an API Gateway WebSocket event'],
  ['WebSocket with a path', restV1Event({}, websocket), 'an API Gateway WebSocket event'],
  ['REST authorizer', restV1Event({ type: 'REQUEST', methodArn: 'arn' }), 'an API Gateway Lambda authorizer event'],
  ['HTTP authorizer', httpV2Event({ type: 'REQUEST', routeArn: 'arn' }), 'an API Gateway Lambda authorizer event'],
  ['Lambda@Edge response', response, 'a Lambda@Edge viewer-response event'],
  ['no records', { Records: [] }, 'an event with an empty list of records'],
  ['no requestContext (2.0)', httpV2Event({ requestContext: undefined }), 'an HTTP API event without requestContext'],
  ['no requestContext (1.0)', restV1Event({ requestContext: null }), 'an API Gateway event without requestContext'],
  ['no path', restV1Event({ path: undefined }), 'an API Gateway event without path'],
  ['undefined', undefined, 'a value of type undefined'],
])('%s', (_, event, what) => {
  it('is refused, named, and told what is taken', async () => {
    const error = await handler(event).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(Error)
    const { message } = error as Error
    expect(message).toContain(`@rove/aws received ${what}`)
    for (const name of ['http-v2', 'rest-v1', 'alb', 'edge', 'lattice-v1', 'lattice-v2', 'sqs', 'sns', 'direct'])
      expect(message).toContain(name)
  })
})

describe.each<[string, unknown]>([
  [
    'SQS',
    { Records: [{ messageId: '1', eventSource: 'aws:sqs', body: '{}', eventSourceARN: 'arn:aws:sqs:r:1:inbox' }] },
  ],
  ['SNS', { Records: [{ EventSource: 'aws:sns', Sns: { TopicArn: 'arn:aws:sns:r:1:placed', Message: '' } }] }],
  ['S3', { Records: [{ eventSource: 'aws:s3', s3: { bucket: { name: 'b' }, object: { key: 'k' } } }] }],
  ['EventBridge', { 'detail-type': 'Scheduled Event', source: 'aws.events', resources: ['arn:aws:events:r:1:rule/x'] }],
  ['own event', { orderId: 1, action: 'x' }],
  ['text', 'hello'],
  ['a list', []],
  ['null', null],
])('%s for an app that has only requests', (_, event) => {
  it('is refused, and told what the app handles', async () => {
    await expect(handler(event)).rejects.toThrow(/The app "any" has no function for .* It handles only requests/)
  })
})
