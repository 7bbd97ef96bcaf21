import type { PlainHostDefects } from '../plain-host.ts'

/** A mistake that adapters of this kind make, seeded into a good one, and the cases that must see it. */
export interface Defect {
  readonly name: string
  readonly defects: PlainHostDefects
  readonly caughtBy: readonly string[]
}
