// tsc checks this file: what Rove says of events and results holds against the types that the community keeps.

import type {
  BatchFailures,
  CloudWatchLogsData,
  CloudWatchLogsEvent,
  DynamoDbEvent,
  EventBridgeEvent,
  FirehoseEvent,
  HttpV2Result,
  KafkaEvent,
  KinesisEvent,
  LambdaContext,
  RestV1Event,
  RestV1Result,
  S3Event,
  SnsEvent,
  SqsEvent,
} from '@rove/aws'
import { type AlbEvent, type AlbResult, adapt, type EdgeEvent, type EdgeResult, type HttpV2Event } from '@rove/aws'
import { app, json, onRequest } from '@rove/core'
import type {
  ALBEvent,
  ALBResult,
  APIGatewayProxyEvent,
  APIGatewayProxyEventV2,
  APIGatewayProxyResult,
  APIGatewayProxyStructuredResultV2,
  CloudFrontRequestEvent,
  CloudFrontResultResponse,
  CloudWatchLogsDecodedData,
  Context,
  DynamoDBBatchResponse,
  DynamoDBStreamEvent,
  FirehoseTransformationEvent,
  Handler,
  KinesisStreamBatchResponse,
  KinesisStreamEvent,
  LambdaFunctionURLEvent,
  MSKEvent,
  CloudWatchLogsEvent as OfficialCloudWatchLogsEvent,
  EventBridgeEvent as OfficialEventBridgeEvent,
  S3Event as OfficialS3Event,
  ScheduledEvent,
  SelfManagedKafkaEvent,
  SNSEvent,
  SQSBatchResponse,
  SQSEvent,
} from 'aws-lambda'
import { expect, it } from 'vitest'
import { everyShape, httpV2Event } from './events.ts'

type Assert<To, From extends To> = [To, From]

export type Events = [
  Assert<HttpV2Event, APIGatewayProxyEventV2>,
  Assert<HttpV2Event, LambdaFunctionURLEvent>,
  Assert<RestV1Event, APIGatewayProxyEvent>,
  Assert<AlbEvent, ALBEvent>,
  Assert<EdgeEvent, CloudFrontRequestEvent>,
  Assert<SqsEvent, SQSEvent>,
  Assert<SnsEvent, SNSEvent>,
  Assert<S3Event, OfficialS3Event>,
  Assert<EventBridgeEvent, OfficialEventBridgeEvent<'placed', { orderId: number }>>,
  Assert<EventBridgeEvent, ScheduledEvent>,
  Assert<DynamoDbEvent, DynamoDBStreamEvent>,
  Assert<KinesisEvent, KinesisStreamEvent>,
  Assert<FirehoseEvent, FirehoseTransformationEvent>,
  Assert<KafkaEvent, MSKEvent>,
  Assert<KafkaEvent, SelfManagedKafkaEvent>,
  Assert<CloudWatchLogsEvent, OfficialCloudWatchLogsEvent>,
  Assert<CloudWatchLogsData, CloudWatchLogsDecodedData>,
]

// The official types want arrays that can be written to; a result that is never changed by the runtime needs no copy.
type Writable<T> = T extends object ? { -readonly [Key in keyof T]: Writable<T[Key]> } : T

export type Results = [
  Assert<APIGatewayProxyStructuredResultV2, Writable<HttpV2Result>>,
  Assert<APIGatewayProxyResult, Writable<RestV1Result>>,
  Assert<ALBResult, Writable<AlbResult>>,
  Assert<CloudFrontResultResponse, Writable<EdgeResult>>,
  Assert<SQSBatchResponse, Writable<BatchFailures>>,
  Assert<KinesisStreamBatchResponse, Writable<BatchFailures>>,
  Assert<DynamoDBBatchResponse, Writable<BatchFailures>>,
  Assert<LambdaContext, Context>,
]

it('is a handler as the official types have it, and narrows the platform by its name', async () => {
  const get = onRequest('GET /orders', (_, { platform }) => {
    if (platform.name !== 'aws') return json('elsewhere')
    const arn: string = platform.context.invokedFunctionArn
    // @ts-expect-error the context has no such field: it is Lambda's, not any
    void platform.context.invocationId
    return json({ arn, http: 'requestContext' in platform.event })
  })
  const handler: Handler = adapt(app('typed', { get }))
  const context = { invokedFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:f' } as Context
  const result = await handler(httpV2Event(), context, () => undefined)
  expect(JSON.parse(result.body)).toEqual({ arn: context.invokedFunctionArn, http: true })
  expect(Object.keys(everyShape)).toHaveLength(7)
})
