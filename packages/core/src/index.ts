export {
  type App,
  type AppFunction,
  type AppOptions,
  app,
  type DeliveryFunction,
  functionsOf,
  type NamedFunction,
  type Trigger,
} from './app.ts'
export type {
  Access,
  Binding,
  ClientScope,
  ClientsOf,
  Grant,
  NoUses,
  Resource,
  ResourceKind,
  Uses,
} from './bindings/access.ts'
export type {
  BucketReader,
  BucketReadWriter,
  BucketWriter,
  ListedObject,
  ObjectBody,
  ObjectInfo,
  ObjectListOptions,
  ObjectPage,
  PutOptions,
  SignedUrl,
  SignedUrlOptions,
  StoredContent,
} from './bindings/bucket.ts'
export type { ConfigReader } from './bindings/config-client.ts'
export type { KvEntry, KvListOptions, KvPage, KvReader, KvReadWriter, KvSetOptions, KvWriter } from './bindings/kv.ts'
export type { Secret, SecretOptions, SecretReader } from './bindings/secret-client.ts'
export type { PublishOptions, QueueSender, SendOptions, SentBatch, TopicPublisher } from './bindings/send.ts'
export * from './capabilities.ts'
export * from './context.ts'
export * from './driver-capabilities.ts'
export { type Duration, toMilliseconds } from './duration.ts'
export { type ErrorCode, isRoveError, RoveError, type RoveErrorOptions } from './errors.ts'
export type { CloudEvent } from './events/cloud-event.ts'
export { type Cron, parseCron } from './events/cron.ts'
export { nextTimes } from './events/next-times.ts'
export type {
  Attributes,
  Change,
  ChangeKind,
  Message,
  ObjectEvent,
  ObjectKind,
  Tick,
  TopicEvent,
} from './events/types.ts'
export { grantsOf, resourcesOf } from './grants.ts'
export { type FetchApp, mount } from './http/mount.ts'
export { toPlatformRequest } from './http/request.ts'
export { type AnswerInit, bytes, empty, html, json, redirect, stream, text } from './http/response.ts'
export type { Method, ParsedRoute, Route, RouteParams, Segment } from './http/route.ts'
export { type IdempotencyOptions, idempotent } from './idempotency.ts'
export type { Log, LogLevel, LogRecord, LogSink } from './log.ts'
export type { Layer, Middleware } from './middleware.ts'
export { type DeadLetter, type Done, deadLetter, done, isOutcome, type Outcome, type Retry, retry } from './outcome.ts'
export { type Bucket, bucket } from './resources/bucket.ts'
export { type Config, config } from './resources/config.ts'
export { type Kv, kv } from './resources/kv.ts'
export { type Queue, type QueueOptions, queue } from './resources/queue.ts'
export { type SecretResource, secret } from './resources/secret.ts'
export { type Topic, topic } from './resources/topic.ts'
export type { Schema, SchemaIssue, SchemaOutput, SchemaResult } from './schema.ts'
export type { Trace } from './trace.ts'
export { type ChangeFunction, onChange } from './triggers/change.ts'
export { type EventFunction, onEvent } from './triggers/event.ts'
export { type MessageFunction, onMessage } from './triggers/message.ts'
export { type ObjectFunction, onObject } from './triggers/object.ts'
export type { EventFunctionOf, EventHandler, EventMiddleware, EventOptions } from './triggers/options.ts'
export { onRequest, type RequestFunction, type RequestHandler, type RequestOptions } from './triggers/request.ts'
export { onSchedule, type ScheduleFunction } from './triggers/schedule.ts'
