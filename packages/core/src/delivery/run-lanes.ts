/** How lanes are run. */
export interface LaneOptions<Job, Result> {
  run(job: Job): Promise<Result>
  /** How many lanes run at once. */
  readonly concurrency: number
  /** Whether a result ends its lane. */
  isFailure(result: Result): boolean
  /** Whether a failure also ends what comes after it in other lanes. */
  readonly stopsAll: boolean
  /** Whether no more may be begun. */
  isOver(): boolean
}

/**
 * Runs lanes side by side, and each lane's jobs one after the other, until one of them fails.
 * @returns the results by job; what was not begun is missing
 */
export async function runLanes<Job extends { readonly index: number }, Result>(
  lanes: ReadonlyArray<readonly Job[]>,
  options: LaneOptions<Job, Result>,
): Promise<Map<Job, Result>> {
  const results = new Map<Job, Result>()
  let firstFailure = Number.POSITIVE_INFINITY
  let next = 0
  const runLane = async (lane: readonly Job[]): Promise<void> => {
    for (const job of lane) {
      if (options.isOver() || (options.stopsAll && job.index > firstFailure)) return
      const result = await options.run(job)
      results.set(job, result)
      if (!options.isFailure(result)) continue
      firstFailure = Math.min(firstFailure, job.index)
      return
    }
  }
  const work = async (): Promise<void> => {
    for (let lane = lanes[next++]; lane !== undefined; lane = lanes[next++]) await runLane(lane)
  }
  await Promise.all(Array.from({ length: Math.min(options.concurrency, lanes.length) }, work))
  return results
}
