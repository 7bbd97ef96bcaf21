import type { Driver } from '@rove/core/adapter'
import type { Change } from './subjects.ts'

/** A mistake that drivers make, seeded into a good one, and the cases that must see it. */
export interface DriverDefect<D extends Driver> {
  readonly name: string
  readonly change: Change<D>
  readonly caughtBy: readonly string[]
}
