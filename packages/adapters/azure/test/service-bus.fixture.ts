import { randomBytes } from 'node:crypto'
import type { AddressInfo, Server } from 'node:net'
import { ServiceBusClient } from '@azure/service-bus'
import rhea, { type EventContext, type Sender } from 'rhea'
import { Entity, type EntityOptions, type Refusal } from './service-bus-entity.fixture.ts'

/** What the peer does with the next transfers of an entity, or with the next links to it. */
export type Fault =
  | (Refusal & { readonly when: 'send' | 'attach' | 'detach' })
  /** The connection ends: when a message is sent. */
  | { readonly when: 'cut' }
  /** Nothing is ever answered. */
  | { readonly when: 'silence' }

/** A peer that speaks AMQP 1.0 as Service Bus does, on a free port of this machine. */
export interface Peer {
  readonly connectionString: string
  readonly entities: Map<string, Entity>
  /** Connections that were made. */
  connections(): number
  add(name: string, options?: EntityOptions): Entity
  /** What goes wrong with an entity, until it is undefined again; with `$cbs`, what claims are answered with. */
  fault(entity: string, fault: Fault | undefined): void
  stop(): Promise<void>
}

type Faults = ReadonlyMap<string, Fault>

/** Starts the peer. Claims are granted without a look at the token. */
export async function startPeer(): Promise<Peer> {
  const entities = new Map<string, Entity>()
  const faults = new Map<string, Fault>()
  const container = rhea.create_container()
  let connections = 0
  container.sasl_server_mechanisms.enable_anonymous()
  container.on('connection_open', () => {
    connections += 1
  })
  container.on('sender_open', (context: EventContext) => onListening(context, entities))
  container.on('sendable', () => {
    for (const entity of entities.values()) entity.pump()
  })
  container.on('accepted', ({ delivery }: EventContext) => {
    // The library has outcomes; its types do not.
    const { accepted } = rhea.message as unknown as { accepted(): { described(): object } }
    delivery?.update(true, accepted().described() as never)
    for (const entity of entities.values()) if (delivery) entity.settle(delivery)
  })
  container.on('sender_draining', ({ sender }: EventContext) => sender?.set_drained(true))
  container.on('receiver_open', (context: EventContext) => onSending(context, entities, faults))
  container.on('message', (context: EventContext) => onTransfer(context, entities, faults))
  // A connection that a test cut.
  for (const event of ['connection_error', 'disconnected', 'error', 'protocol_error']) container.on(event, () => {})
  const server = container.listen({ port: 0, host: '127.0.0.1', receiver_options: { autoaccept: false } }) as Server
  await new Promise((resolve) => server.once('listening', resolve))
  const sockets = new Set<import('node:net').Socket>()
  server.on('connection', (socket) => void sockets.add(socket).size)
  const { port } = server.address() as AddressInfo
  const key = randomBytes(32).toString('base64')
  return {
    connectionString: `Endpoint=sb://127.0.0.1:${port};SharedAccessKeyName=rove;SharedAccessKey=${key};UseDevelopmentEmulator=true`,
    entities,
    connections: () => connections,
    add(name, options = {}) {
      const entity = new Entity(options)
      entities.set(name, entity)
      return entity
    },
    fault: (entity, fault) => void (fault ? faults.set(entity, fault) : faults.delete(entity)),
    async stop() {
      for (const entity of entities.values()) entity.stop()
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** A client wants to send. */
function onSending({ receiver }: EventContext, entities: Map<string, Entity>, faults: Faults): void {
  if (receiver === undefined) return
  const address = receiver.target?.address as string
  const fault = faults.get(address)
  if (fault?.when === 'attach') return void receiver.close(fault)
  if (address === '$cbs') return
  const entity = entities.get(address)
  const description = `The messaging entity 'sb://127.0.0.1/${address}' could not be found.`
  if (entity === undefined) return void receiver.close({ condition: 'amqp:not-found', description })
  receiver.set_target({ address })
  Object.assign((receiver as unknown as { local: { attach: object } }).local.attach, {
    max_message_size: entity.maxBytes,
  })
}

/** A client wants to receive: answers of `$cbs`, a queue's or a subscription's messages. */
function onListening({ sender }: EventContext, entities: Map<string, Entity>): void {
  const address = sender?.source?.address as string
  if (sender === undefined || address === '$cbs') return
  const [name = '', subscription = ''] = address.split(/\/subscriptions\//i)
  const filter = (sender.source?.filter ?? {}) as Record<string, string | null>
  const wanted = filter['com.microsoft:session-filter']
  const session = entities.get(name)?.listen(sender, subscription, wanted) ?? undefined
  const none = { condition: 'com.microsoft:timeout', description: 'No session has messages.' }
  if ((session as unknown) === false) return void sender.close(none)
  if (session === undefined) return
  sender.set_source({ address, filter: { 'com.microsoft:session-filter': session } })
  // Ticks of .NET: since the year 1, of 100 ns each.
  const ticks = Buffer.alloc(8)
  ticks.writeBigInt64BE((BigInt(Date.now()) + 62_135_596_800_000n + 300_000n) * 10_000n)
  Object.assign((sender as unknown as { local: { attach: object } }).local.attach, {
    properties: { 'com.microsoft:locked-until-utc': rhea.types.wrap_long(ticks as unknown as number) },
  })
}

/** Something was sent: a token to `$cbs`, or messages. */
function onTransfer(context: EventContext, entities: Map<string, Entity>, faults: Faults): void {
  const { receiver, delivery, connection, message } = context
  if (!receiver || !delivery || !message) return
  const address = receiver.target?.address as string
  const fault = faults.get(address)
  if (fault?.when === 'silence') return
  if (fault?.when === 'cut') return void (connection as unknown as { socket: { destroy(): void } }).socket.destroy()
  if (fault?.when === 'detach') return void receiver.close(fault)
  if (address === '$cbs') {
    delivery.accept()
    const reply = connection.find_sender(({ source }: Sender) => source?.address === '$cbs')
    const answer = fault?.when === 'send' ? fault.description : '202 Accepted'
    const [, status, description] = /^(\d+) (.*)$/.exec(answer) ?? []
    const properties = { 'status-code': Number(status), 'status-description': description }
    reply?.send({ body: null, correlation_id: message.message_id as string, application_properties: properties })
    return
  }
  const format = (context as unknown as { format?: number }).format ?? 0
  const entity = entities.get(address)
  const refusal = fault?.when === 'send' ? fault : entity?.take({ format, content: message as never })
  if (refusal) delivery.reject(refusal)
  else delivery.accept()
}

/**
 * Receives every message that is there through the real client: the bodies as texts. The peer says how many there are, so
 * that the client neither waits nor takes credit back; in this mode it loses what arrives meanwhile, as its source says.
 */
export async function receiveAll(client: ServiceBusClient, entity: Entity, path: readonly string[]): Promise<string[]> {
  const [name = '', subscription] = path
  const options = { receiveMode: 'receiveAndDelete', skipParsingBodyAsJson: true } as const
  const bodies: string[] = []
  for (const [session, count] of entity.waiting(subscription)) {
    const receiver =
      session !== undefined
        ? await client.acceptSession(name, session, options)
        : subscription === undefined
          ? client.createReceiver(name, options)
          : client.createReceiver(name, subscription, options)
    const received = await receiver.receiveMessages(count, { maxWaitTimeInMs: 20_000 })
    bodies.push(...received.map(({ body }) => Buffer.from(body as Uint8Array).toString('utf8')))
    await receiver.close()
  }
  return bodies
}

/** A client of one's own, which repeats nothing. @param timeoutInMs until an answer is there */
export function busClient({ connectionString }: Pick<Peer, 'connectionString'>, timeoutInMs = 5000): ServiceBusClient {
  return new ServiceBusClient(connectionString, { retryOptions: { maxRetries: 0, timeoutInMs } })
}
