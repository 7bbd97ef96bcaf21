import { type ConformanceCase, ofGroup } from '../../case.ts'
import { type Channel, queues, topics } from '../../channel.ts'
import { batches } from './batches.ts'
import { changes } from './changes.ts'
import { envelopes } from './envelopes.ts'
import { eventContext } from './event-context.ts'
import { eventTime } from './event-time.ts'
import { foreignBodies } from './foreign-bodies.ts'
import { objects } from './objects.ts'
import { orderedQueues } from './ordered.ts'
import { outcomes } from './outcomes.ts'
import { redelivery } from './redelivery.ts'
import { schedules } from './schedules.ts'
import { schemas, schemasOfQueues } from './schemas.ts'
import { sentObjects } from './sent-objects.ts'
import { unknownResources } from './unknown-resources.ts'

// What is true of a queue's messages is true of a topic's events.
const shared = [outcomes, redelivery, sentObjects, envelopes, schemas, eventContext]

const ofChannel = (channel: Channel): readonly ConformanceCase[] =>
  ofGroup(
    channel.group,
    shared.flatMap((make) => make(channel)),
  )

/** Every case of deliveries, by theme. */
export const deliveries: readonly ConformanceCase[] = [
  ...ofChannel(queues),
  ...ofGroup('messages', [...foreignBodies, ...schemasOfQueues, ...batches, ...orderedQueues, ...eventTime]),
  ...ofChannel(topics),
  ...ofGroup('schedules', schedules),
  ...ofGroup('objects', objects),
  ...ofGroup('changes', changes),
  ...unknownResources,
]
