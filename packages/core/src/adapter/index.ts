export type {
  Capabilities,
  Capability,
  CapabilityException,
  HttpLimit,
  HttpPromise,
  Limit,
  Support,
} from '../capabilities.ts'
export { supportOf } from '../capabilities.ts'
export { type Answer, type BufferedAnswer, headerOf } from '../http/answer.ts'
export { type ByteStream, isStream, type RawBody } from '../http/body.ts'
export type { HeaderRecord } from '../http/headers.ts'
export type { DecodedRequest } from '../http/request.ts'
export { type Method, methods } from '../http/route.ts'
export type { RequestLine } from '../http/url.ts'
export { createPipeline, type Handled, type Pipeline } from '../invoke.ts'
export { jsonLog, type LogRecord, type LogSink, toJsonLine } from '../log.ts'
export { parseTraceparent, type Trace } from '../trace.ts'
export type { BufferedHttpCodec, HttpCodec, StreamHttpCodec } from './codec.ts'
export type { AdapterDefinition, AdaptOptions, Invocation } from './definition.ts'
export type { Driver } from './driver.ts'
export type { Host, HostOptions, StartHost, WireRequest, WireResponse } from './host.ts'
export type { BundleOptions, EntryInput, Target } from './target.ts'
