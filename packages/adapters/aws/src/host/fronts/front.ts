/** How a function URL or a REST API invokes the function: in one piece, or as the answer is made. */
export type InvokeMode = 'BUFFERED' | 'RESPONSE_STREAM'

/** A request as a front has received it, with its body in memory: AWS puts it into one event. */
export interface ReceivedRequest {
  readonly method: string
  /** Path and query as they stand in the request line. */
  readonly target: string
  /** In order and in the case given. Hop-by-hop fields are left out. */
  readonly headers: ReadonlyArray<readonly [name: string, value: string]>
  readonly body: Buffer
}

/** What a buffered invocation gave. */
export interface FunctionResult {
  readonly payload: Buffer
  /** Set when the function failed; the payload then says how. */
  readonly functionError: string | undefined
}

/** What a streamed invocation gives. */
export interface StreamedResult {
  readonly contentType: string
  readonly body: AsyncIterable<Uint8Array>
}

/** A response as a front sends it. */
export interface FrontResponse {
  readonly status: number
  readonly reason?: string | undefined
  readonly headers: ReadonlyArray<readonly [name: string, value: string]>
  readonly body: Uint8Array | AsyncIterable<Uint8Array>
}

/** What a front is told of its surroundings. */
export interface FrontSettings {
  readonly clientIp: string
  readonly stage: string | undefined
  readonly invokeMode: InvokeMode
}

/** An API in front of Lambda: a request becomes its native event, the function's result becomes a response. */
export interface Front {
  /** For people: `function URL`. */
  readonly title: string
  /** The largest request body it takes, in bytes; a larger one gets `tooLarge`. */
  readonly maxRequestBytes: number
  /** Milliseconds it waits for the function, where that is less than the function may take. */
  readonly patience?: number
  /** Its answer to a request that it never passes on. */
  readonly refuse?: (request: ReceivedRequest) => FrontResponse | undefined
  toEvent(request: ReceivedRequest): unknown
  toResponse(result: FunctionResult): FrontResponse
  /** Present when it can stream and was asked to. Rejects with a FunctionFailure for one before the first byte. */
  readonly toStreamedResponse?: (result: StreamedResult) => Promise<FrontResponse>
  /** Its answer when the function failed, or when its result cannot be read. */
  failed(): FrontResponse
  /** Its answer when it lost its patience. */
  timedOut(): FrontResponse
  /** Its answer to a request that is too large for it or for Lambda. */
  tooLarge(): FrontResponse
}
