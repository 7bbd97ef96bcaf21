import type { Answer, Settled } from '@rove/core/adapter'
import { isUnhandled } from '@rove/core/adapter'

/** The answer that acknowledges: every service takes 204 as success, Pub/Sub among it. Source: https://cloud.google.com/pubsub/docs/push#receive_push */
export const acknowledged: Answer = { status: 204, headers: [], cookies: [], body: null }

/** A failure in the form of RFC 9457. Nothing of what went wrong is in it but the detail that is given. */
export function toProblem({ status, title, code, detail }: Problem): Answer {
  return {
    status,
    headers: [['content-type', 'application/problem+json']],
    cookies: [],
    body: JSON.stringify({ type: 'about:blank', title, status, code, ...(detail === undefined ? {} : { detail }) }),
  }
}

interface Problem {
  readonly status: number
  readonly title: string
  readonly code: string
  readonly detail?: string
}

/**
 * Answers for all that a request delivered: success only when every part of it was handled. There is no answer that
 * moves a message to a dead-letter topic, so what was given up is a failure too: the service's own attempts and its
 * dead-letter topic take it from there.
 */
export function toAnswer(settled: readonly Settled[]): Answer {
  return settled.some(isUnhandled) ? failed : acknowledged
}

const failed = toProblem({ status: 500, title: 'Internal Server Error', code: 'Internal' })

/**
 * The same for Cloud Tasks, which heeds `Retry-After`: the earliest time that was asked for.
 * Source: https://cloud.google.com/tasks/docs/reference/rest/v2/projects.locations.queues.tasks#httprequest
 */
export function toTaskAnswer(settled: readonly Settled[]): Answer {
  const answer = toAnswer(settled)
  const waits = settled.flatMap(({ outcome }) =>
    outcome.kind === 'retry' && outcome.after !== undefined ? [outcome.after] : [],
  )
  if (waits.length === 0) return answer
  return { ...answer, headers: [...answer.headers, ['retry-after', String(Math.ceil(Math.min(...waits) / 1000))]] }
}
