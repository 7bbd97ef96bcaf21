import { type Env, RoveError } from '@rove/core'
import { eventsPath } from '../codecs/event-request.ts'

/** Where the tasks of a queue are sent to, and as whom. */
export interface TaskTarget {
  readonly url: string
  /** Whom the token is for: the service that checks it, without the path below it. */
  readonly audience: string
  readonly serviceAccountEmail: string
}

/**
 * The target of a queue's tasks, as the deploy target has written it into the environment.
 * @param name the queue's logical name
 * @throws RoveError `FailedPrecondition` that says which variable is missing, or no URL
 */
export function toTarget(name: string, env: Env): TaskTarget {
  const own = `ROVE_TASKS_URL_${name.toUpperCase().replaceAll('-', '_')}`
  const url = env[own] || env.ROVE_TASKS_URL
  if (!url)
    return refuse(name, `${own} (or ROVE_TASKS_URL) is not set: the URL of the function that takes its messages`)
  if (!/^https?:\/\//.test(url) || !URL.canParse(url)) return refuse(name, `${own} is no URL: ${url}`)
  const serviceAccountEmail = env.ROVE_TASKS_SERVICE_ACCOUNT
  if (!serviceAccountEmail) {
    const what = 'the e-mail of the service account that may call the function'
    return refuse(name, `ROVE_TASKS_SERVICE_ACCOUNT is not set: ${what}`)
  }
  const { origin, pathname } = new URL(url)
  const [base = ''] = pathname.split(eventsPath)
  return { url, audience: `${origin}${base.replace(/\/+$/, '')}`, serviceAccountEmail }
}

function refuse(name: string, why: string): never {
  throw new RoveError('FailedPrecondition', `Cloud Tasks cannot deliver messages of the queue "${name}": ${why}.`, {
    status: 500,
  })
}
