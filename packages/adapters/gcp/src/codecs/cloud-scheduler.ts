import { RoveError } from '@rove/core'
import type { Answer, DecodedTick, EventCodec } from '@rove/core/adapter'
import { isTimestamp } from './cloud-events/timestamp.ts'
import { toAnswer } from './event-answer.ts'
import { readBody } from './event-body.ts'
import { type EventRequest, isKind } from './event-request.ts'
import { headerOf } from './headers.ts'
import { lastSegment, namesOf } from './shape.ts'

/** The codec of Cloud Scheduler jobs with an HTTP target. */
export const cloudScheduler: EventCodec<EventRequest, Answer> = {
  name: 'cloud-scheduler',
  title: 'Cloud Scheduler job with an HTTP target',
  trigger: 'delivery',
  triggers: ['schedule'],
  matches: (event): event is EventRequest => isKind(event, 'cloud-scheduler'),
  decode: async (event) => ({ deliveries: [toTick(event, await readBody(event.request))], settlement: 'whole' }),
  encode: toAnswer,
}

// Source: https://cloud.google.com/scheduler/docs/reference/rest/v1/projects.locations.jobs#httptarget
function toTick({ address, request }: EventRequest, bytes: Uint8Array): DecodedTick {
  const job = headerOf(request, 'x-cloudscheduler-jobname')
  if (!job && !address.function) {
    throw new RoveError('InvalidArgument', 'The request of Cloud Scheduler has no header X-CloudScheduler-JobName.')
  }
  const due = headerOf(request, 'x-cloudscheduler-scheduletime')
  const dueAt = due !== undefined && isTimestamp(due) ? new Date(due) : undefined
  const name = job || (address.function ?? '')
  return {
    trigger: 'schedule',
    function: address.function,
    names: namesOf(lastSegment(name)),
    // There is no id. A retry has the same time; a run by hand may have none, and is one of its own.
    id: `${lastSegment(name)}@${due ?? request.executionId ?? crypto.randomUUID()}`,
    source: name.includes('/')
      ? `//cloudscheduler.googleapis.com/${name}`
      : `//cloudscheduler.googleapis.com/jobs/${name}`,
    time: dueAt === undefined ? undefined : due,
    scheduledAt: dueAt,
    ...(bytes.byteLength > 0 ? { payload: { bytes } } : {}),
  }
}
