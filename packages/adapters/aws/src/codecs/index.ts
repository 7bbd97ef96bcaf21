import type { BufferedHttpCodec, StreamHttpCodec } from '@rove/core/adapter'
import { type AlbEvent, type AlbResult, alb } from './alb.ts'
import type { DeliveryEvent, DeliveryResult } from './deliveries.ts'
import { type EdgeEvent, type EdgeResult, edge } from './edge.ts'
import { type HttpV2Event, type HttpV2Result, type HttpV2Stream, httpV2, httpV2Stream } from './http-v2.ts'
import type { LatticeResult } from './lattice-answer.ts'
import { type LatticeV1Event, latticeV1 } from './lattice-v1.ts'
import { type LatticeV2Event, latticeV2 } from './lattice-v2.ts'
import { type RestV1Event, type RestV1Result, type RestV1Stream, restV1, restV1Stream } from './rest-v1.ts'

/** Every HTTP event that a codec of this adapter takes. */
export type AwsHttpEvent = HttpV2Event | RestV1Event | AlbEvent | EdgeEvent | LatticeV1Event | LatticeV2Event

/** Every event that has a shape of its own; a direct invocation may be any other JSON. */
export type AwsEvent = AwsHttpEvent | DeliveryEvent

/** Every result of an HTTP codec of this adapter. */
export type AwsHttpResult = HttpV2Result | RestV1Result | AlbResult | EdgeResult | LatticeResult

/** Every result that a codec of this adapter makes. */
export type AwsResult = AwsHttpResult | DeliveryResult

/** An answer to be streamed: the prelude and the body. */
export type AwsHttpStream = HttpV2Stream | RestV1Stream

/** The HTTP codecs of a function that answers in one piece, the commonest first. */
// biome-ignore lint/suspicious/noExplicitAny: each codec has its own event type; `matches` guards the call
export const bufferedCodecs: ReadonlyArray<BufferedHttpCodec<any, AwsHttpResult>> = [
  httpV2,
  restV1,
  alb,
  edge,
  latticeV1,
  latticeV2,
]

/** The HTTP codecs of a function that streams; the other sources of requests take no stream. */
// biome-ignore lint/suspicious/noExplicitAny: each codec has its own event type; `matches` guards the call
export const streamCodecs: ReadonlyArray<StreamHttpCodec<any, AwsHttpStream>> = [httpV2Stream, restV1Stream]
