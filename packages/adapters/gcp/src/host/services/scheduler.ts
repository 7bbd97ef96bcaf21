import type { Delivered } from '@rove/core/adapter'
import { attempt, checkAttempts, deliverAll, type ServiceOptions } from './delivering.ts'

/** A job of Cloud Scheduler with an HTTP target. */
export interface SchedulerOptions extends ServiceOptions {
  /** The job's name. */
  readonly job: string
  /** The path of its target. */
  readonly endpoint: string
  /** One more than the job's `retryCount`, which is 0 unless it is set: then a tick that fails is gone. */
  readonly maxAttempts?: number | undefined
}

/**
 * Has a job run, once for each time that is due.
 * Source: https://cloud.google.com/scheduler/docs/reference/rest/v1/projects.locations.jobs#retryconfig
 */
export function deliverTicks(
  ticks: ReadonlyArray<{ readonly scheduledAt: Date }>,
  { job, endpoint, send, maxAttempts = 1 }: SchedulerOptions,
): Promise<Delivered[]> {
  return deliverAll(ticks, {
    // A job never runs twice at once.
    groupOf: () => job,
    deliver: ({ scheduledAt }) =>
      attempt(
        {
          push: () => ({
            target: endpoint,
            headers: [
              ['user-agent', 'Google-Cloud-Scheduler'],
              ['x-cloudscheduler', 'true'],
              ['x-cloudscheduler-jobname', job],
              ['x-cloudscheduler-scheduletime', scheduledAt.toISOString()],
            ],
            body: '',
          }),
          isSuccess: (status) => status >= 200 && status < 300,
          maxAttempts: checkAttempts(maxAttempts),
          otherwise: 'dropped',
        },
        send,
      ),
  })
}
