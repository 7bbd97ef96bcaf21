import {
  type AppFunction,
  type EventHandler,
  onChange,
  onEvent,
  onMessage,
  onObject,
  onSchedule,
  type Tick,
} from '@rove/core'
import { behave } from './behaviour.ts'
import { catching } from './layers.ts'
import { bulletin, checked, files, jobs, lane, news, records, slow } from './resources.ts'
import { type PortableEvent, report } from './sighting.ts'

// Whatever a handler returns by mistake must mean the same as nothing.
const handle = behave as EventHandler<PortableEvent>

const failures = new Map<string, number>()

/** Fails a tick's first calls; a tick is known by its key, because it carries nothing that says what to do. */
function failing(times: number): EventHandler<Tick> {
  return (tick, context) => {
    report('called', tick, context)
    const count = failures.get(context.idempotencyKey) ?? 0
    failures.set(context.idempotencyKey, count + 1)
    if (count < times) throw new Error(`inner-detail of the tick ${context.function}`)
  }
}

/** The functions for everything but requests. Each resource has one function, so that each delivery has one answer. */
export const eventFunctions: Readonly<Record<string, AppFunction>> = {
  handleJob: onMessage(jobs, { middleware: [catching] }, handle),
  handleChecked: onMessage(checked, handle),
  handleLane: onMessage(lane, handle),
  handleSlow: onMessage(slow, { timeout: 400 }, handle),
  hearNews: onEvent(news, { middleware: [catching] }, handle),
  hearBulletin: onEvent(bulletin, handle),
  fileWritten: onObject(files, 'created', handle),
  fileDeleted: onObject(files, 'deleted', handle),
  recordChanged: onChange(records, handle),
  tickWorks: onSchedule('0 3 * * *', failing(0)),
  tickFailsTwice: onSchedule('30 3 * * 1', failing(2)),
  tickThrows: onSchedule('0 0 1 * *', failing(Number.POSITIVE_INFINITY)),
}
