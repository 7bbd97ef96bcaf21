import type { DecodedTick, Payload } from '@rove/core/adapter'
import { noPayload, readPayload } from '@rove/core/adapter'
import type { ReceivedEvent } from '../cloud-events/received-event.ts'
import { fromBase64 } from '../encoded.ts'
import type { EventAddress } from '../event-request.ts'
import { isFields, lastSegment, textIn } from '../shape.ts'
import { originOf, toTopicEvent } from './topic-event.ts'

/** Whether a CloudEvent tells that a job of Cloud Scheduler is due. */
export function isSchedulerJob({ type }: ReceivedEvent): boolean {
  return /^google\.cloud\.scheduler\.job\.v\d+\.executed$/.test(type)
}

/**
 * A job that is due. The event does not tell when it was due, only when it happened.
 * @throws RoveError `InvalidArgument` when `customData` is not base64
 * Source: https://github.com/googleapis/google-cloudevents/blob/main/proto/google/events/cloud/scheduler/v1/data.proto
 */
export function toSchedulerJob(event: ReceivedEvent, address: EventAddress): DecodedTick {
  return {
    ...originOf(event, address),
    trigger: 'schedule',
    names: [lastSegment(event.source)],
    payload: customData(event),
    inner: () => [toTopicEvent(event, address)],
  }
}

function customData({ payload = noPayload, datacontenttype }: ReceivedEvent): Payload {
  const data = readPayload(payload, datacontenttype)
  const custom = isFields(data) ? textIn(data, 'customData', 'custom_data') : undefined
  return custom === undefined ? payload : { bytes: fromBase64(custom, 'The job\'s "customData"') }
}
