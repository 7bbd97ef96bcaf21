export { nativeOf } from '../bindings/native.ts'
export type {
  Capabilities,
  Capability,
  CapabilityException,
  HttpLimit,
  HttpPromise,
  Limit,
  PortablePromise,
  Support,
} from '../capabilities.ts'
export { supportOf } from '../capabilities.ts'
export { type Envelope, open, seal } from '../events/envelope.ts'
export { noPayload, type Payload, readPayload, textOf } from '../events/payload.ts'
export type { Attributes, ChangeKind, ObjectKind } from '../events/types.ts'
export { type Answer, type BufferedAnswer, headerOf } from '../http/answer.ts'
export { type ByteStream, isStream, type RawBody } from '../http/body.ts'
export type { HeaderRecord } from '../http/headers.ts'
export type { DecodedRequest } from '../http/request.ts'
export { type Method, methods } from '../http/route.ts'
export type { RequestLine } from '../http/url.ts'
export { createPipeline, type Handled, type Pipeline } from '../invoke.ts'
export { jsonLog, type LogRecord, type LogSink, toJsonLine } from '../log.ts'
export type { Outcome } from '../outcome.ts'
export { parseTraceparent, type Trace } from '../trace.ts'
export type { BackingOptions, BackingServices, MissingServices, StartServices } from './backing.ts'
export type { BufferedHttpCodec, HttpCodec, StreamHttpCodec } from './codec.ts'
export { counted } from './counted.ts'
export type { AdapterDefinition, AdaptOptions, Invocation, ResourceNames } from './definition.ts'
export type {
  DecodedBatch,
  DecodedChange,
  DecodedDelivery,
  DecodedEvent,
  DecodedMessage,
  DecodedObject,
  DecodedTick,
  EventTrigger,
  Settled,
  Settlement,
} from './delivery.ts'
export type {
  BucketDriver,
  Driver,
  KvDriver,
  OutgoingMessage,
  Page,
  SecretDriver,
  SecretValue,
  SendDriver,
  SendResult,
  SignedUrl,
  SigningRequest,
  StoredObject,
  StoredValue,
  WriteCondition,
} from './driver.ts'
export type { DriverKind, DriverSource, Drivers, OpenResource } from './driver-source.ts'
export { type ChooseDriver, type EntryDriver, type EntryParts, writeEntry } from './entry.ts'
export { type EventCodec, isUnhandled, rejectFailures } from './event-codec.ts'
export type {
  Delivered,
  Delivery,
  Host,
  HostOptions,
  NativeExchange,
  SentChange,
  SentEvent,
  SentMessage,
  SentObject,
  StartHost,
  WireRequest,
  WireResponse,
} from './host.ts'
export { clientOf, remembered, type ServiceClient } from './service-client.ts'
export type { BundleOptions, EntryInput, Target } from './target.ts'
