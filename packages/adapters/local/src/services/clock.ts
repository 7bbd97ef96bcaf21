/** What tells the time, and calls back when it has come. The in-process services know no other. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number
  /**
   * Calls back once `now()` has reached a time; never at once, and those of one time in the order they asked.
   * @returns what takes the call back
   */
  at(time: number, callback: () => void): () => void
}

// A timer of Node's ends within 2^31 milliseconds, and does not run while the machine sleeps: it is looked at in between.
// Source: https://nodejs.org/api/timers.html#settimeoutcallback-delay-args
const longest = 60_000

/** The clock of this machine. */
export const realClock: Clock = {
  now: () => Date.now(),
  at(time, callback) {
    let timer: ReturnType<typeof setTimeout>
    const wait = (): void => {
      const left = time - Date.now()
      // A timer may fire a moment early; what is due is due by the clock.
      // What is waited for must not keep a process that has nothing else to do.
      timer = setTimeout(() => (Date.now() >= time ? callback() : wait()), Math.min(Math.max(left, 0), longest)).unref()
    }
    wait()
    return () => clearTimeout(timer)
  },
}
