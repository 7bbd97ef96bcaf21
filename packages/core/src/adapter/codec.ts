import type { Answer, BufferedAnswer } from '../http/answer.ts'
import type { DecodedRequest } from '../http/request.ts'

interface CodecOf<Event, Result, A extends Answer> {
  /** Short and unique within the adapter: `http-v2`. */
  readonly name: string
  /** What it takes, for people: `API Gateway HTTP API (payload 2.0) and Lambda function URL`. */
  readonly title: string
  readonly trigger: 'request'
  /** Whether this codec claims the event. It reads, never throws, and is cheap: it runs on every event. */
  matches(event: unknown): event is Event
  /** Takes the event apart. Pure; the event is never changed. It throws only for an event that contradicts itself. */
  decode(event: Event): DecodedRequest
  /** Builds the native result. Pure. */
  encode(answer: A, event: Event): Result
  /**
   * The largest body the platform takes back, in bytes as they are counted after encoding, and its source.
   * Core refuses a larger body before `encode`; a codec whose encoding grows the body checks the grown size itself.
   */
  readonly maxResponseBytes?: number
}

/** A codec of a platform that takes the answer in one piece. */
export interface BufferedHttpCodec<Event, Result> extends CodecOf<Event, Result, BufferedAnswer> {
  readonly answers: 'buffered'
}

/** A codec of a platform that takes the body as it is made; it may still be text or bytes. */
export interface StreamHttpCodec<Event, Result> extends CodecOf<Event, Result, Answer> {
  readonly answers: 'stream'
}

/** Translates one native HTTP event shape. */
export type HttpCodec<Event, Result> = BufferedHttpCodec<Event, Result> | StreamHttpCodec<Event, Result>
