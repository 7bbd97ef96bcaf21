import { setTimeout as delay } from 'node:timers/promises'
import {
  type PublishOptions,
  type QueueSender,
  queue,
  type Schema,
  type SendOptions,
  type SentBatch,
  type TopicPublisher,
  topic,
} from '@rove/core'
import { type Envelope, open, type SendDriver, seal } from '@rove/core/adapter'
import { freshMark } from '../../assertions.ts'
import type { OpenedDriver } from '../run.ts'
import { scope } from '../scope.ts'
import type { SendSubject } from '../subject.ts'

/** How something is sent, to a queue or a topic. */
export type ItemOptions = SendOptions & PublishOptions

/** What a case of queues or topics works on. */
export interface SendBench {
  readonly kind: 'queue' | 'topic'
  readonly driver: SendDriver
  /** A text that no other case has; a case puts it into what must not arrive. */
  readonly mark: string
  send(value: unknown, options?: ItemOptions): Promise<{ readonly id: string }>
  sendAll(items: ReadonlyArray<{ readonly value: unknown } & ItemOptions>): Promise<SentBatch>
  /** Sends to a resource whose schema takes only numbers, and doubles them. */
  sendChecked(value: unknown): Promise<{ readonly id: string }>
  /** Waits until all of these have arrived; one envelope each, in the order they arrived in. */
  arrived(ids: ReadonlyArray<string | undefined>): Promise<readonly Envelope[]>
  /** What has arrived with a text in its data, when something that was sent after it has arrived. */
  arrivedWith(text: string): Promise<readonly Envelope[]>
}

const doubled: Schema<number> = {
  '~standard': {
    version: 1,
    vendor: 'rove-conformance',
    validate: (value) =>
      typeof value === 'number' ? { value: value * 2 } : { issues: [{ message: 'a number is expected', path: ['n'] }] },
  },
}

type Senders = Pick<SendBench, 'send' | 'sendAll' | 'sendChecked'>

function queueSenders(driver: SendDriver, defaults: SendOptions, ordered: boolean): Senders {
  const client = <Body>(schema?: Schema<Body>): QueueSender<Body> =>
    queue('conformance', { ordered, ...(schema ? { schema } : {}) }).sender.connect(driver as never, scope) as never
  const plain = client<unknown>()
  return {
    send: (value, options) => plain.send(value, { ...defaults, ...options }),
    sendAll: (items) =>
      plain.sendBatch(items.map(({ value, ...options }) => ({ ...defaults, ...options, body: value }))),
    sendChecked: (value) => client(doubled).send(value as number, defaults),
  }
}

function topicSenders(driver: SendDriver): Senders {
  const client = <Data>(schema?: Schema<Data>): TopicPublisher<Data> =>
    topic('conformance', schema ? { schema } : {}).publisher.connect(driver as never, scope) as never
  const plain = client<unknown>()
  return {
    send: (value, options) => plain.publish(value, options),
    sendAll: (items) => plain.publishBatch(items.map(({ value, ...options }) => ({ ...options, data: value }))),
    sendChecked: (value) => client(doubled).publish(value as number),
  }
}

/** Makes the bench of a queue or a topic; on a service that keeps order every message of a case has one group. */
export function sendBench<Kind extends 'queue' | 'topic'>(
  kind: Kind,
  { driver, subject }: OpenedDriver<Kind, SendSubject<Kind>>,
): SendBench {
  const mark = freshMark()
  const ordered = kind === 'queue' && subject.without?.order === undefined
  const senders =
    kind === 'queue' ? queueSenders(driver, ordered ? { group: mark } : {}, ordered) : topicSenders(driver)
  const inbox = new Map<string, Envelope>()
  const receive = async (): Promise<void> => {
    for (const text of await subject.receive()) {
      const envelope = open({ text })
      if (envelope === undefined) throw new Error(`What arrived is no envelope: ${text.slice(0, 200)}`)
      if (!inbox.has(envelope.id)) inbox.set(envelope.id, envelope)
    }
  }
  const arrived: SendBench['arrived'] = async (ids) => {
    for (let round = 0; round < 150; round += 1) {
      await receive()
      if (ids.every((id) => id !== undefined && inbox.has(id))) break
      await delay(100)
    }
    const missing = ids.filter((id) => id === undefined || !inbox.has(id))
    if (missing.length > 0) throw new Error(`${missing.length} of ${ids.length} have not arrived`)
    return [...inbox.values()].filter(({ id }) => ids.includes(id))
  }
  return {
    ...senders,
    kind,
    driver,
    mark,
    arrived,
    async arrivedWith(text) {
      await arrived([(await senders.send('the last')).id])
      await receive()
      return [...inbox.values()].filter(({ data }) => JSON.stringify(data)?.includes(text))
    },
  }
}

/** Bytes that the envelope of a text has beside the text, in the suites' trace. */
export function envelopeBytes(): number {
  const { traceparent, tracestate } = scope.trace
  const [id, time] = [crypto.randomUUID(), new Date().toISOString()]
  return seal({ id, time, type: undefined, subject: undefined, data: '', attributes: {}, traceparent, tracestate })
    .length
}

/** Sends one, and gives it as it arrived. */
export async function sendOne(bench: SendBench, value: unknown, options: ItemOptions = {}): Promise<Envelope> {
  const { id } = await bench.send(value, options)
  const [envelope] = await bench.arrived([id])
  if (envelope === undefined) throw new Error(`${id} has not arrived`)
  return envelope
}
