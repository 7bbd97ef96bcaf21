import type { PlainHostDefects } from '../plain-host.ts'
import type { PlainServiceDefects } from '../plain-service.ts'
import type { Defect } from './defect.ts'

const settling = (name: string, defects: PlainHostDefects, ...caughtBy: string[]): Defect => ({
  name,
  defects,
  caughtBy,
})

const serving = (name: string, service: PlainServiceDefects, ...caughtBy: string[]): Defect =>
  settling(name, { service }, ...caughtBy)

/** What a codec gets wrong on the way back, and a service or a host around it. */
export const deliverySettleDefects: readonly Defect[] = [
  settling(
    'answers that all is done',
    { encodeBatch: () => [] },
    'messages.outcome.throw',
    'messages.batch.acknowledged',
    'events.outcome.throw',
    'schedules.retry',
    'objects.retry',
    'changes.retry',
  ),
  settling(
    'loses all failures but the first',
    { encodeBatch: (failures) => failures.slice(0, 1) },
    'messages.batch.partial',
    'messages.batch.none-lost',
    'messages.batch.all-fail',
  ),
  settling(
    'loses the last failure',
    { encodeBatch: (failures) => (failures.length > 1 ? failures.slice(0, -1) : failures) },
    'messages.batch.partial-ends',
  ),
  settling(
    'counts dead letters as handled',
    { encodeBatch: (failures) => failures.filter(({ isGivenUp }) => !isGivenUp) },
    'messages.outcome.dead-letter',
    'messages.schema.kept-aside',
    'messages.envelope.broken',
    'events.outcome.dead-letter',
  ),
  settling(
    'counts retry() as handled',
    { encodeBatch: (failures, settled) => failures.filter((_, index) => hasError(settled, index)) },
    'messages.outcome.retry',
    'events.outcome.retry',
  ),
  settling(
    'gives up what is to be retried',
    { encodeBatch: (failures) => failures.map((failure) => ({ ...failure, isGivenUp: true })) },
    'messages.outcome.throw',
    'messages.outcome.twice',
    'events.outcome.throw',
  ),
  settling(
    'tries dead letters again first',
    { encodeBatch: (failures) => failures.map((failure) => ({ ...failure, isGivenUp: false })) },
    'messages.outcome.dead-letter.now',
    'events.outcome.dead-letter.now',
  ),
  settling(
    'forgets how long to wait',
    { encodeBatch: (failures) => failures.map((failure) => ({ ...failure, after: undefined })) },
    'messages.outcome.retry-after',
    'events.outcome.retry-after',
  ),
  settling(
    'answers waits in seconds',
    { encodeBatch: (failures) => failures.map((one) => ({ ...one, after: one.after && one.after / 1000 })) },
    'messages.outcome.retry-after',
  ),
  settling(
    'fails the whole batch for one failure',
    {
      encodeBatch(failures) {
        if (failures.length > 0) throw new Error('a batch failed')
        return failures
      },
    },
    'messages.batch.partial',
    'messages.batch.partial-hundred',
    'messages.batch.poison',
    'messages.batch.hanging',
  ),
  settling(
    'names what failed by its place',
    { encodeBatch: (failures) => failures.map((failure, index) => ({ ...failure, id: String(index) })) },
    'messages.outcome.throw',
    'messages.batch.partial',
  ),
  settling(
    'takes in the first of a batch only',
    { decodeBatch: (decoded) => ({ ...decoded, deliveries: decoded.deliveries.slice(0, 1) }) },
    'messages.batch.hundred',
    'messages.batch.slow',
  ),
  settling(
    'gives every message the first one’s body',
    {
      decodeBatch: (decoded) => ({
        ...decoded,
        deliveries: decoded.deliveries.map((one) => ({ ...decoded.deliveries[0], id: one.id }) as typeof one),
      }),
    },
    'messages.batch.hundred',
    'messages.batch.partial',
  ),
  settling(
    'gives all of a batch one attributes object',
    {
      decodeBatch: (decoded) => ({
        ...decoded,
        deliveries: decoded.deliveries.map((one) => ({ ...one, attributes: oneForAll }) as typeof one),
      }),
    },
    'messages.batch.own-state',
  ),
  serving(
    'hands over groups in the wrong order',
    { send: (batch) => ({ ...batch, records: batch.records.toReversed() }) },
    'messages.ordered.kept',
    'messages.ordered.failure-holds',
    'changes.ordered',
  ),
  settling(
    'puts each message into a group of its own',
    { decodeDelivery: (decoded) => ({ ...decoded, group: decoded.id }) },
    'messages.ordered.one-at-a-time',
    'messages.ordered.failure-holds',
    'messages.ordered.retry-holds',
    'changes.ordered',
  ),
  settling(
    'puts all messages into one group',
    { decodeDelivery: (decoded) => ({ ...decoded, group: 'one' }) },
    'messages.ordered.poison',
    'messages.ordered.group',
  ),
  serving('never delivers again', { onlyOnce: true }, 'messages.outcome.throw', 'events.attempt.context'),
  serving(
    'keeps nothing aside',
    { keepsNothing: true },
    'messages.outcome.poison',
    'events.outcome.poison',
    'messages.schema.batch',
  ),
  serving(
    'acknowledges before the handler',
    { acknowledgesAll: true },
    'messages.batch.acknowledged',
    'messages.unknown',
  ),
  serving(
    'drops what no function takes',
    { settle: (failures) => failures, send: (batch) => (batch.resource === 'nobody-listens' ? undefined : batch) },
    'messages.unknown',
    'events.unknown',
  ),
  serving(
    'delivers everything twice',
    { send: (batch) => ({ ...batch, records: batch.records.flatMap((record) => [record, record]) }) },
    'messages.outcome.done',
    'messages.batch.hundred',
    'events.outcome.done',
    'schedules.works',
    'objects.several',
  ),
  settling(
    'loses the environment of events',
    { env: {} },
    'messages.context.fields',
    'events.context.fields',
    'schedules.context',
    'objects.context',
    'changes.context',
  ),
  settling('names another platform for events', { platform: 'other' }, 'messages.context.fields', 'changes.context'),
  settling('does not know the deadline of events', { hidesDeadline: true }, 'messages.time.platform'),
  settling(
    'gives a deadline that has passed',
    { invocation: (one) => ({ ...one, deadline: Date.now() - 1 }) },
    'messages.outcome.done',
    'messages.context.deadline',
  ),
  settling('never waits for the work of events', { neverSettles: true }, 'messages.wait-until.rejects'),
  settling(
    'loses the log of events',
    { invocation: (one) => ({ ...one, log: () => undefined }) },
    'messages.context.log',
    'messages.outcome.logged',
    'schedules.logged',
    'messages.schema.mismatch',
  ),
  settling(
    'runs no layers around events',
    { app: { eventMiddleware: [] } },
    'messages.layers.order',
    'messages.layers.fail',
    'schedules.context',
    'changes.context',
  ),
]

const oneForAll = { shared: 'yes' }

function hasError(settled: readonly { readonly outcome: object }[], failure: number): boolean {
  const failed = settled.filter(({ outcome }) => (outcome as { kind: string }).kind !== 'done')
  return 'error' in (failed[failure]?.outcome ?? {})
}
