import type { Answer, EventCodec } from '@rove/core/adapter'
import { background } from './background.ts'
import { cloudEvent } from './cloud-event.ts'
import { cloudScheduler } from './cloud-scheduler.ts'
import { cloudTasks } from './cloud-tasks.ts'
import { functionBackground, functionCloudEvent } from './function-events.ts'
import { pubsubPush } from './pubsub-push.ts'

/** The codecs of everything but requests. */
// biome-ignore lint/suspicious/noExplicitAny: each codec has its own event type; `matches` guards the call
export const eventCodecs: ReadonlyArray<EventCodec<any, Answer>> = [
  cloudEvent,
  pubsubPush,
  cloudScheduler,
  cloudTasks,
  background,
  functionCloudEvent,
  functionBackground,
]
