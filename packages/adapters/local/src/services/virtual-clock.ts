import type { Clock } from './clock.ts'

interface Alarm {
  readonly time: number
  readonly order: number
  readonly callback: () => void
  cancelled: boolean
}

/** A clock that stands still until it is moved: nothing waits, and everything comes in its order. */
export class VirtualClock implements Clock {
  #now: number
  #count = 0
  // A heap: the parent of i is at (i - 1) >> 1, and never later than its children.
  readonly #heap: Alarm[] = []

  /** @param now where it begins, epoch milliseconds; default: 0, for those who only wait */
  constructor(now = 0) {
    this.#now = now
  }

  now(): number {
    return this.#now
  }

  at(time: number, callback: () => void): () => void {
    const alarm = { time, order: this.#count++, callback, cancelled: false }
    this.#push(alarm)
    return () => {
      alarm.cancelled = true
    }
  }

  /** Moves on to the next time that somebody waits for. @returns false when nobody waits */
  advance(): boolean {
    const next = this.#next()
    if (next === undefined) return false
    this.#pop()
    this.#now = Math.max(this.#now, next.time)
    next.callback()
    return true
  }

  /** Moves on to a time, and through all that is waited for until then. */
  advanceTo(time: number): void {
    for (let next = this.#next(); next !== undefined && next.time <= time; next = this.#next()) this.advance()
    this.#now = Math.max(this.#now, time)
  }

  #next(): Alarm | undefined {
    while (this.#heap[0]?.cancelled) this.#pop()
    return this.#heap[0]
  }

  #push(alarm: Alarm): void {
    const heap = this.#heap
    let index = heap.push(alarm) - 1
    while (index > 0) {
      const parent = (index - 1) >> 1
      if (!isBefore(alarm, heap[parent])) break
      heap[index] = heap[parent] as Alarm
      index = parent
    }
    heap[index] = alarm
  }

  #pop(): void {
    const heap = this.#heap
    const last = heap.pop()
    if (last === undefined || heap.length === 0) return
    let index = 0
    for (;;) {
      let child = 2 * index + 1
      if (isBefore(heap[child + 1], heap[child])) child += 1
      if (!isBefore(heap[child], last)) break
      heap[index] = heap[child] as Alarm
      index = child
    }
    heap[index] = last
  }
}

function isBefore(one: Alarm | undefined, other: Alarm | undefined): boolean {
  if (one === undefined || other === undefined) return false
  return one.time < other.time || (one.time === other.time && one.order < other.order)
}
