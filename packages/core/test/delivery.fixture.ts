import {
  type AdaptOptions,
  createPipeline,
  type DecodedBatch,
  type DecodedDelivery,
  type EventCodec,
  type Settled,
} from '../src/adapter/index.ts'
import { type App, type LogRecord, type Outcome, type Queue, queue } from '../src/index.ts'

/** A native event of a provider whose codec has nothing to do. */
export interface TestBatch extends Partial<DecodedBatch> {
  readonly deliveries: readonly DecodedDelivery[]
}

const codec: EventCodec<TestBatch, readonly Settled[]> = {
  name: 'batch',
  title: 'a batch of the tiny provider',
  trigger: 'delivery',
  triggers: ['message'],
  matches: (event): event is TestBatch => Array.isArray((event as Partial<TestBatch>).deliveries),
  decode: (event) => ({ settlement: 'each', ...event }),
  encode: (settled) => settled,
}

/** How a test delivers. */
export interface DeliveringOptions extends AdaptOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly deadlineIn?: number
  readonly encode?: typeof codec.encode
}

/** Delivers batches to an app, and gives what became of each delivery. */
export function delivering(
  shop: App,
  { env = {}, deadlineIn, encode = codec.encode, ...options }: DeliveringOptions = {},
): { deliver: (batch: TestBatch) => Promise<readonly Outcome[]>; logs: LogRecord[] } {
  const logs: LogRecord[] = []
  const pipeline = createPipeline<undefined, readonly Settled[]>(
    shop,
    {
      provider: 'tiny',
      codecs: [{ ...codec, encode }],
      toInvocation: (event) => ({
        id: 'i-1',
        deadline: deadlineIn === undefined ? undefined : Date.now() + deadlineIn,
        platform: { name: 'tiny', event, context: undefined },
        env,
        log: (record) => logs.push(record),
      }),
    },
    options,
  )
  const deliver = async (batch: TestBatch): Promise<readonly Outcome[]> => {
    const { result, settled } = await pipeline(batch, undefined)
    await settled()
    return result.map(({ outcome }) => outcome)
  }
  return { deliver, logs }
}

/** A message of the queue `jobs`, as a codec decodes it. */
export function message(id: string, body: unknown = {}, more: Partial<DecodedDelivery> = {}): DecodedDelivery {
  const payload = typeof body === 'string' ? { text: body } : { value: body }
  return { trigger: 'message', names: ['jobs'], id, source: 'queue/jobs', payload, ...more } as DecodedDelivery
}

export const jobs: Queue = queue('jobs')
