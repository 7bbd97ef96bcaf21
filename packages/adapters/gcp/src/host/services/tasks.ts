import { randomInt } from 'node:crypto'
import { RoveError } from '@rove/core'
import type { Delivered, SentMessage } from '@rove/core/adapter'
import { attempt, checkAttempts, deliverAll, type Push, type ServiceOptions } from './delivering.ts'

/** A queue of Cloud Tasks. */
export interface TasksOptions extends ServiceOptions {
  readonly queue: string
  /** The queue's `maxAttempts`; a task that failed so often is deleted. Google's own default is 100. Default: 5. */
  readonly maxAttempts?: number | undefined
}

/**
 * Has a queue dispatch tasks with an HTTP target. It has no order and no dead letters.
 * Source: https://cloud.google.com/tasks/docs/creating-http-target-tasks#handler
 */
export async function deliverTasks(
  messages: readonly SentMessage[],
  { queue, send, maxAttempts = 5 }: TasksOptions,
): Promise<Delivered[]> {
  for (const { attributes = {} } of messages) checkHeaders(attributes)
  return deliverAll(messages, {
    groupOf: () => undefined,
    deliver: (message) => {
      const task = String(randomInt(2 ** 47))
      return attempt(
        {
          push: (count, before) =>
            toPush(message, [
              ['x-cloudtasks-queuename', queue],
              ['x-cloudtasks-taskname', task],
              ['x-cloudtasks-taskretrycount', String(count - 1)],
              // Answers of 500 and above are not counted as executions.
              ['x-cloudtasks-taskexecutioncount', String(before && before.status < 500 ? count - 1 : 0)],
              ['x-cloudtasks-tasketa', (Date.now() / 1000).toFixed(6)],
              ...(before ? [['x-cloudtasks-taskpreviousresponse', String(before.status)] as const] : []),
            ]),
          isSuccess: (status) => status >= 200 && status < 300,
          maxAttempts: checkAttempts(maxAttempts),
          otherwise: 'dropped',
          heedsRetryAfter: true,
        },
        send,
      )
    },
  })
}

// A task carries attributes as headers, so that is all they can hold.
function checkHeaders(attributes: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name) && /^[\t\x20-\x7e]*$/.test(value)) continue
    throw new RoveError(
      'InvalidArgument',
      `Cloud Tasks sends attributes as headers, and ${JSON.stringify(name)} cannot be one: use printable ASCII.`,
      { operation: 'deliver' },
    )
  }
}

function toPush({ body, attributes = {} }: SentMessage, headers: Push['headers']): Push {
  return {
    target: '/',
    headers: [
      ['user-agent', 'Google-Cloud-Tasks'],
      ['content-type', 'application/octet-stream'],
      ...Object.entries(attributes),
      ...headers,
    ],
    body,
  }
}
