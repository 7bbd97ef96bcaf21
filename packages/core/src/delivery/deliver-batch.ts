import type { Invocation, ResourceNames } from '../adapter/definition.ts'
import type { DecodedBatch, DecodedDelivery, Settled } from '../adapter/delivery.ts'
import type { App } from '../app.ts'
import type { Clients } from '../bindings/clients.ts'
import { RoveError } from '../errors.ts'
import { toScope } from '../invocation-context.ts'
import { done, type Outcome, type Retry, retry } from '../outcome.ts'
import { deliver, type Shared } from './deliver.ts'
import { DeliveryContext } from './delivery-context.ts'
import { type Call, findCalls, type Naming } from './find-functions.ts'
import { runLanes } from './run-lanes.ts'

/** What a batch is delivered with. */
export interface DeliverOptions {
  readonly invocation: Invocation
  readonly clients: Clients
  readonly resources: ResourceNames | undefined
}

/** What became of a batch. */
export interface DeliveredBatch {
  /** One for each delivery, in the batch's order. */
  readonly settled: readonly Settled[]
  /** Waits for the work given to `waitUntil`. Never rejects. */
  settle(): Promise<void>
}

interface Job {
  /** Its place in the batch. */
  readonly index: number
  readonly delivery: DecodedDelivery
  readonly calls: readonly Call[]
  /** Why there is nobody to call. */
  readonly error?: unknown
}

/**
 * Delivers a batch: one call a delivery, several at once, in order where there is one. A failure never ends the batch;
 * in an ordered batch it ends its group, and what was not begun is to be retried.
 *
 * @throws RoveError `Unimplemented` when the app has no function for anything in it
 */
export async function deliverBatch(app: App, batch: DecodedBatch, options: DeliverOptions): Promise<DeliveredBatch> {
  const { invocation, resources, clients } = options
  const jobs = batch.deliveries.map((delivery, index) => ({
    index,
    ...toJob(app, delivery, { resources, env: invocation.env }),
  }))
  const [first] = jobs
  if (first !== undefined && jobs.every(({ error }) => error !== undefined)) throw first.error
  const scope = toScope(invocation, clients)
  const { giveUpAt } = scope
  const shared: Shared = { app, invocation, scope, contexts: [] }
  const results = await runLanes(toLanes(batch, jobs), {
    run: (job) => run(job, shared),
    concurrency: toConcurrency(jobs),
    isFailure: (outcome) => outcome.kind === 'retry' || (outcome.kind === 'dead-letter' && !batch.deadLetters),
    stopsAll: batch.settlement === 'position',
    isOver: () => giveUpAt !== undefined && Date.now() >= giveUpAt,
  })
  return {
    settled: jobs.map((job) => ({ delivery: job.delivery, outcome: results.get(job) ?? skipped() })),
    settle: async () => {
      await Promise.all(shared.contexts.map((context) => context.settle()))
    },
  }
}

function toJob(app: App, delivery: DecodedDelivery, naming: Naming): Omit<Job, 'index'> {
  try {
    return { delivery, calls: findCalls(app, delivery, naming) }
  } catch (error) {
    return { delivery, calls: [], error }
  }
}

function toConcurrency(jobs: readonly Job[]): number {
  let lowest = 1000
  for (const { calls } of jobs) {
    for (const { target } of calls) lowest = Math.min(lowest, target.function.concurrency)
  }
  return lowest
}

/** Those of one group in one lane, in order; without order each in its own. */
function toLanes(batch: DecodedBatch, jobs: readonly Job[]): Job[][] {
  if (!isOrdered(batch, jobs)) return jobs.map((job) => [job])
  const lanes = new Map<string, Job[]>()
  for (const job of jobs) {
    // What names no group may belong to any: it is one group with its like.
    const group = job.delivery.group ?? ''
    const lane = lanes.get(group)
    if (lane) lane.push(job)
    else lanes.set(group, [job])
  }
  return [...lanes.values()]
}

function isOrdered(batch: DecodedBatch, jobs: readonly Job[]): boolean {
  if (batch.ordered) return true
  return jobs.some(({ calls }) =>
    calls.some(({ target }) => target.function.trigger === 'message' && target.function.queue.ordered),
  )
}

async function run({ delivery, calls, error }: Job, shared: Shared): Promise<Outcome> {
  if (error === undefined) {
    let outcome: Outcome = done()
    for (const one of calls) outcome = worse(outcome, await deliver(one, shared), calls.length)
    return outcome
  }
  const context = new DeliveryContext(shared.invocation, {
    delivery,
    envelope: undefined,
    function: '',
    scope: shared.scope,
  })
  context.log.error(error instanceof RoveError ? error.message : String(error), { event: delivery.id ?? context.id })
  return Object.assign(retry(), { error })
}

/** A delivery that reaches several functions is handled when it is handled by all. */
function worse(first: Outcome, second: Outcome, count: number): Outcome {
  if (count === 1) return second
  const rank = (outcome: Outcome): number => ['done', 'dead-letter', 'retry'].indexOf(outcome.kind)
  if (first.kind === 'retry' && second.kind === 'retry') return sooner(first, second)
  return rank(second) > rank(first) ? second : first
}

function sooner(first: Retry, second: Retry): Retry {
  return (second.after ?? Number.POSITIVE_INFINITY) < (first.after ?? Number.POSITIVE_INFINITY) ? second : first
}

function skipped(): Retry {
  return Object.assign(retry(), { skipped: true })
}
