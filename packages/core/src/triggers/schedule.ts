import type { NoUses, Uses } from '../bindings/access.ts'
import { type Cron, parseCron } from '../events/cron.ts'
import type { Tick } from '../events/types.ts'
import { type EventFunctionOf, type EventHandler, type EventOptions, readDeclaration } from './options.ts'

/** A function triggered by the clock, made with {@link onSchedule}. */
export interface ScheduleFunction extends EventFunctionOf<Tick> {
  readonly trigger: 'schedule'
  readonly cron: Cron
}

/**
 * Declares a function that runs on a schedule, in UTC.
 *
 * @param schedule five fields of cron, or `@hourly`, `@daily`, `@weekly`, `@monthly`, `@yearly`
 * @throws RoveError `InvalidArgument` when the schedule or an option is not valid
 * @example export const nightly = onSchedule('0 3 * * *', async (tick, { log }) => log.info('night', { at: tick.scheduledAt }))
 */
export function onSchedule(schedule: string, handler: EventHandler<Tick>): ScheduleFunction
export function onSchedule<U extends Uses = NoUses>(
  schedule: string,
  options: EventOptions<Tick, U>,
  handler: EventHandler<Tick, U>,
): ScheduleFunction
export function onSchedule(
  schedule: string,
  optionsOrHandler: EventOptions<Tick, Uses> | EventHandler<Tick, never>,
  handler?: EventHandler<Tick, never>,
): ScheduleFunction {
  const cron = parseCron(schedule)
  return { trigger: 'schedule', cron, ...readDeclaration(`onSchedule("${schedule}")`, optionsOrHandler, handler) }
}
