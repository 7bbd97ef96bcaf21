import { CloudTasksClient, protos } from '@google-cloud/tasks'
import { clientOptions, failure, type GrpcServer, startGrpc, unary } from './grpc.fixture.ts'

const { CreateTaskRequest, Task } = protos.google.cloud.tasks.v2

type ITask = protos.google.cloud.tasks.v2.ITask

/** Cloud Tasks, as far as tasks are created, with its real client. */
export interface CloudTasks {
  readonly client: CloudTasksClient
  readonly server: GrpcServer
  /** The tasks that are due, in the order that they became so; each is given once. */
  due(): readonly ITask[]
  /** Every task that was created. */
  readonly created: readonly ITask[]
  /** Answers calls with a failure, until there is none. */
  fail(error: unknown): void
  stop(): Promise<void>
}

const aMonth = 30 * 86_400
const queueName = /^projects\/[A-Za-z0-9:.-]+\/locations\/[a-z0-9-]+\/queues\/[A-Za-z0-9-]{1,100}$/

/** Starts the fake: it has every queue but those that are named `missing`, and checks what Google checks. */
export async function startCloudTasks(): Promise<CloudTasks> {
  const names = new Set<string>()
  const created: Array<ITask & { given?: boolean }> = []
  let broken: unknown

  const create = unary(
    '/google.cloud.tasks.v2.CloudTasks/CreateTask',
    { request: CreateTaskRequest, response: Task },
    ({ parent, task }) => {
      if (broken) throw broken
      check(parent ?? '', task ?? {})
      const name = task?.name || `${parent}/tasks/${created.length + 1}`
      if (names.has(name))
        throw failure(
          'ALREADY_EXISTS',
          'The task cannot be created because a task with this name existed too recently.',
        )
      names.add(name)
      created.push({ ...task, name })
      return Task.create({ name })
    },
  )
  const server = await startGrpc([create])
  const client = new CloudTasksClient(clientOptions(server.port))
  return {
    client,
    server,
    created,
    due() {
      const due = created.filter((task) => !task.given && dueTime(task) <= Date.now())
      for (const task of due) task.given = true
      return due.sort((one, other) => dueTime(one) - dueTime(other))
    },
    fail(error) {
      broken = error
    },
    async stop() {
      await client.close()
      server.stop()
    },
  }
}

/**
 * Sources: https://cloud.google.com/tasks/docs/reference/rpc/google.cloud.tasks.v2#task (names, URL, headers) and
 * https://cloud.google.com/tasks/docs/quotas (1 MB, 30 days)
 */
function check(parent: string, task: ITask): void {
  const { name, httpRequest } = task
  const refuse = (why: string): never => {
    throw failure('INVALID_ARGUMENT', why)
  }
  if (!queueName.test(parent)) refuse(`Invalid queue name: ${parent}`)
  if (parent.endsWith('/missing')) throw failure('NOT_FOUND', 'Requested entity was not found.')
  if (name && !(name.startsWith(`${parent}/tasks/`) && /\/tasks\/[\w-]{1,500}$/.test(name)))
    refuse(`Invalid task name: ${name}`)
  if (Task.encode(Task.create(task)).finish().length > 1_000_000) refuse('Task size too large')
  if (!/^https?:\/\//.test(httpRequest?.url ?? '') || (httpRequest?.url ?? '').length > 2083)
    refuse('HttpRequest.url is invalid')
  const headers = Object.entries(httpRequest?.headers ?? {})
  if (headers.join('').length > 80_000) refuse('The headers are too large')
  if (!/^[^@\s]+@[^@\s]+$/.test(httpRequest?.oidcToken?.serviceAccountEmail ?? '')) refuse('Invalid service account')
  if (dueTime(task) > Date.now() + aMonth * 1000) refuse('ScheduleTime must be within 30 days')
}

function dueTime({ scheduleTime }: ITask): number {
  return scheduleTime ? Number(scheduleTime.seconds) * 1000 + (scheduleTime.nanos ?? 0) / 1_000_000 : 0
}
