import { createHash } from 'node:crypto'
import { CloudTasksClient, type protos } from '@google-cloud/tasks'
import { RoveError } from '@rove/core'
import {
  clientOf,
  type DriverSource,
  nativeOf,
  type OpenResource,
  type OutgoingMessage,
  remembered,
  type SendDriver,
  type SendResult,
  type ServiceClient,
} from '@rove/core/adapter'
import { errorCode } from './error-code.ts'
import { type DriverOptions, reconnecting } from './service-client.ts'
import { type TaskTarget, toTarget } from './task-target.ts'

/** How queues are reached. */
export type CloudTasksOptions = DriverOptions<CloudTasksClient>

/**
 * A task has 1 MiB (1 MB in older documents), of which URL, headers and name take up to 10 kB, and lies at most 30 days
 * ahead. What is sent at the same time is bounded here: each message is a call.
 * Source: https://cloud.google.com/tasks/docs/quotas
 */
const limits = { message: 990_000, batchBytes: 9_900_000, batchItems: 50, delay: 2_592_000 }

/** What every call says: nothing is repeated, and a service that says nothing is an error while there is time (ms). */
const once = { retry: null, timeout: 30_000 }

const service = 'cloud-tasks'

/**
 * Queues on Cloud Tasks. The native name is `projects/<p>/locations/<l>/queues/<q>`, or the queue's own name, in the project
 * of `GOOGLE_CLOUD_PROJECT` or else of the client, and in the location of `GOOGLE_CLOUD_LOCATION` (or
 * `GOOGLE_CLOUD_REGION`, `FUNCTION_REGION`).
 *
 * Tasks push: each is a POST to the function that takes the queue's messages. Where that is, the deploy target writes into
 * the environment: `ROVE_TASKS_URL_<QUEUE>` (`ROVE_TASKS_URL_SHIPMENTS`) or `ROVE_TASKS_URL` for all queues, and
 * `ROVE_TASKS_SERVICE_ACCOUNT`, the e-mail of the account that the calls are made as; the sender needs the role
 * `iam.serviceAccountUser` on it. Messages keep no order, and a group means nothing.
 */
export function cloudTasks({ client: given, only }: CloudTasksOptions = {}): DriverSource<'queue'> {
  const client = clientOf(
    given,
    () => new CloudTasksClient(reconnecting),
    (made) => made.close(),
  )
  const source: DriverSource<'queue'> = { kind: 'queue', service, open: (queue) => openQueue(client, queue) }
  return only === undefined ? source : { ...source, only }
}

/**
 * Cloud Tasks' own client behind a queue of `context.use`.
 * @throws RoveError `FailedPrecondition` when it runs on another service
 */
export function native(client: object): CloudTasksClient {
  return nativeOf<CloudTasksClient>(client, service)
}

function openQueue(client: ServiceClient<CloudTasksClient>, resource: OpenResource): SendDriver {
  const { name, ordered, env } = resource
  if (ordered) {
    throw new RoveError(
      'Unimplemented',
      `The queue "${name}" is ordered, and Cloud Tasks keeps no order. Put it on Pub/Sub: pubsubQueue() of @rove/gcp/pubsub.`,
    )
  }
  const parent = remembered(() => toParent(client.get(), resource))
  return {
    service,
    limits,
    errorCode,
    get native() {
      return client.get()
    },
    async send(messages) {
      const target = toTarget(name, env)
      // Left to the call, a failure (no credentials) would also be a rejection that nobody handles, and end the process.
      await client.get().initialize()
      const queue = await parent()
      const results = await Promise.all(
        messages.map((message) => createTask(client.get(), queue, toTask(message, { queue, target }))),
      )
      const [first] = results
      // When nothing was sent, it may be sent again as a whole.
      if (first && results.every((result) => 'error' in result)) throw 'error' in first ? first.error : first
      return results
    },
    close: () => client.close(),
  }
}

type Task = protos.google.cloud.tasks.v2.ITask

async function createTask(client: CloudTasksClient, parent: string, task: Task): Promise<SendResult> {
  try {
    const [{ name }] = await client.createTask({ parent, task }, once)
    return { id: toId(name) }
  } catch (error) {
    // A task of the name is there, or was a short time ago: the message was sent before.
    const isThere = task.name && error instanceof Error && 'code' in error && error.code === alreadyExists
    return isThere ? { id: toId(task.name) } : { error }
  }
}

/** A task with the envelope as its body; Google adds the headers that the adapter knows queue and task by. */
function toTask(
  { text, delay, dedupeKey }: OutgoingMessage,
  { queue, target }: { readonly queue: string; readonly target: TaskTarget },
): Task {
  const { url, audience, serviceAccountEmail } = target
  return {
    httpRequest: {
      url,
      httpMethod: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: Buffer.from(text),
      oidcToken: { serviceAccountEmail, audience },
    },
    ...(dedupeKey === undefined ? {} : { name: `${queue}/tasks/${toTaskId(dedupeKey)}` }),
    ...(delay === undefined ? {} : { scheduleTime: toTimestamp(Date.now() + delay * 1000) }),
  }
}

// Google asks for ids that are evenly distributed, and takes letters, digits, `-` and `_`.
function toTaskId(key: string): string {
  return createHash('sha256').update(key).digest('base64url')
}

function toTimestamp(milliseconds: number): { seconds: number; nanos: number } {
  return { seconds: Math.floor(milliseconds / 1000), nanos: (milliseconds % 1000) * 1_000_000 }
}

function toId(name: string | null | undefined): string {
  return (name ?? '').slice((name ?? '').lastIndexOf('/') + 1)
}

async function toParent(client: CloudTasksClient, { native, env }: OpenResource): Promise<string> {
  if (native.startsWith('projects/')) return native
  const location = env.GOOGLE_CLOUD_LOCATION || env.GOOGLE_CLOUD_REGION || env.FUNCTION_REGION
  if (!location) {
    throw new RoveError(
      'FailedPrecondition',
      `Which location the queue "${native}" is in is not said: set GOOGLE_CLOUD_LOCATION, or name it projects/<p>/locations/<l>/queues/${native}.`,
      { status: 500 },
    )
  }
  const project = env.GOOGLE_CLOUD_PROJECT || env.GCLOUD_PROJECT || (await client.getProjectId())
  return `projects/${project}/locations/${location}/queues/${native}`
}

// https://github.com/googleapis/googleapis/blob/master/google/rpc/code.proto
const alreadyExists = 6
