import { credentials, type MethodDefinition, Server, ServerCredentials, type ServiceError, status } from '@grpc/grpc-js'

// Nothing here has credentials: the clients need not look for Google's metadata server.
process.env.METADATA_SERVER_DETECTION = 'none'

/** A message type of a client's own protocol buffers. */
interface MessageType<Message> {
  encode(message: Message): { finish(): Uint8Array }
  decode(bytes: Uint8Array): Message
}

/** What a method answers. It throws what {@link failure} makes. */
export interface Method {
  readonly definition: MethodDefinition<unknown, unknown>
  answer(request: unknown): unknown
}

interface Call {
  readonly request: unknown
  emit(event: 'error', error: unknown): boolean
}

/** A server of a gRPC service, running on a free port of this machine. */
export interface GrpcServer {
  readonly port: number
  /** How often each method was called, by its path. */
  readonly calls: ReadonlyMap<string, number>
  stop(): void
}

/** A method of a service that takes one message and answers one. */
export function unary<Request, Response>(
  path: string,
  types: { readonly request: MessageType<Request>; readonly response: MessageType<Response> },
  answer: (request: Request) => Response | Promise<Response>,
): Method {
  const { request, response } = types
  const write =
    <Message>(type: MessageType<Message>) =>
    (message: unknown): Buffer =>
      Buffer.from(type.encode(message as Message).finish())
  const definition = {
    path,
    requestStream: false,
    responseStream: false,
    requestSerialize: write(request),
    requestDeserialize: (bytes: Buffer) => request.decode(bytes),
    responseSerialize: write(response),
    responseDeserialize: (bytes: Buffer) => response.decode(bytes),
  }
  return { definition, answer: (message) => answer(message as Request) }
}

const bytes: MessageType<Uint8Array> = {
  encode: (message) => ({ finish: () => message }),
  decode: (message) => message,
}

/** A method that fails, of a service whose messages nobody looks at. @param streams whether it answers a stream */
export function failing(path: string, streams: boolean, fail: () => unknown): Method {
  const { definition } = unary(path, { request: bytes, response: bytes }, () => new Uint8Array())
  const answer = (): never => {
    throw fail()
  }
  return { definition: { ...definition, responseStream: streams }, answer }
}

/** Starts a server of methods. */
export async function startGrpc(methods: readonly Method[]): Promise<GrpcServer> {
  const server = new Server({ 'grpc.max_receive_message_length': -1 })
  const calls = new Map<string, number>()
  for (const { definition, answer } of methods) {
    const { path } = definition
    server.addService(
      { call: definition },
      {
        call: async (call: Call, reply?: (error: unknown, message?: unknown) => void) => {
          calls.set(path, (calls.get(path) ?? 0) + 1)
          try {
            const message = await answer(call.request)
            reply?.(null, message)
          } catch (error) {
            if (reply) reply(error)
            else call.emit('error', error)
          }
        },
      },
    )
  }
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    )
  })
  return { port, calls, stop: () => server.forceShutdown() }
}

/** An error as a service of Google answers it. */
export function failure(code: keyof typeof status, details: string): Partial<ServiceError> {
  return Object.assign(new Error(details), { code: status[code], details })
}

/** What a client is made with, to reach a server on this machine. */
export function clientOptions(port: number): {
  apiEndpoint: string
  port: number
  sslCreds: ReturnType<typeof credentials.createInsecure>
  projectId: string
} {
  return { apiEndpoint: '127.0.0.1', port, sslCreds: credentials.createInsecure(), projectId: 'demo' }
}
