import type { EventCodec } from '@rove/core/adapter'
import type { NativeEvent } from '../native-event.ts'
import { blob } from './blob.ts'
import { cosmosDb } from './cosmos-db.ts'
import { eventGrid, eventGridSchema } from './event-grid.ts'
import { eventHubs } from './event-hubs.ts'
import { kafka } from './kafka.ts'
import { serviceBus } from './service-bus.ts'
import { storageQueue } from './storage-queue.ts'
import { timer } from './timer.ts'

/** The codecs of events, in the order in which they are asked. */
export const eventCodecs: ReadonlyArray<EventCodec<NativeEvent, void>> = [
  storageQueue,
  serviceBus,
  eventHubs,
  kafka,
  eventGridSchema,
  eventGrid,
  blob,
  timer,
  cosmosDb,
]
