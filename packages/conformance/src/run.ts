import { AssertionError } from 'node:assert'
import { setMaxListeners } from 'node:events'
import { isRoveError, type PortablePromise } from '@rove/core'
import type { Host } from '@rove/core/adapter'
import { type ConformanceCase, serviceOf } from './case.ts'
import { Refusal } from './deliver.ts'
import { checkGaps, heedGap } from './gaps.ts'
import { type Harness, type HarnessStart, supportBy } from './harness.ts'
import { type Subject, toSubject } from './subject.ts'
import { within } from './within.ts'

/** What became of one case. */
export interface CaseResult {
  readonly id: string
  readonly passed: boolean
  /** The promises that the case needs and that the provider does not keep: its `otherwise` was asserted. */
  readonly without: readonly PortablePromise[]
  /** Why the harness says that it fails. It passed by failing, or failed because it holds. */
  readonly expected?: string
  /** Why it failed, in a sentence; of an expected failure too. */
  readonly reason: string | undefined
  /** What was thrown, when something was. */
  readonly error: unknown
  readonly milliseconds: number
}

/** A started harness. */
export interface Running {
  readonly harness: Harness
  readonly host: Host
  /** Stops the host and disposes of the harness. */
  stop(): Promise<void>
}

/** How a case is run. */
export interface RunOptions {
  /** Milliseconds after which a case that has not ended fails. Default: 20,000. */
  readonly timeout?: number
}

/** How the host is started that cases share. */
// The app reads the variable in `http.context.env`; the figure is over what any case takes.
export const startDefaults: HarnessStart = { timeout: 10_000, env: { ROVE_CONFORMANCE: 'a value = with "signs"' } }

// A host that does not stop must not hold up the cases after it.
const stopMilliseconds = 30_000

/** Starts a harness for a run of cases. @throws Error for gaps of the harness that no case has */
export async function startHarness(harness: Harness): Promise<Running> {
  checkGaps(harness)
  const host = await harness.start(startDefaults).catch(async (error: unknown) => {
    await harness.dispose?.()
    throw error
  })
  return {
    harness,
    host,
    async stop() {
      await host.stop()
      await harness.dispose?.()
    },
  }
}

/**
 * Runs one case. It never rejects and is over within the timeout; requests that are still open then are cut, and
 * every host that the case started is stopped. A case that the harness expects to fail passes by failing.
 */
export async function runCase(test: ConformanceCase, running: Running, options: RunOptions = {}): Promise<CaseResult> {
  const { harness, host } = running
  const began = performance.now()
  const over = new AbortController()
  // One listener a request, and cases send many.
  setMaxListeners(0, over.signal)
  const others: Host[] = []
  const start = async (changed: Partial<HarnessStart> = {}): Promise<Host> => {
    const other = await harness.start({ ...startDefaults, ...changed })
    others.push(other)
    if (over.signal.aborted) await other.stop()
    return other
  }
  const service = serviceOf(test)
  const subject = toSubject({ harness, host, service, signal: over.signal, start })
  const without = (test.needs ?? []).filter((promise) => supportBy(harness, promise, service) === 'no')
  let error: unknown
  let passed = false
  try {
    await within(options.timeout ?? 20_000, perform(test, subject, without))
    passed = true
  } catch (thrown) {
    // What the harness says to have no service for was refused, which is all there is to see.
    passed = thrown instanceof Refusal
    error = thrown
  }
  over.abort()
  await Promise.allSettled(others.map(async (other) => within(stopMilliseconds, other.stop(), 'A stop')))
  const reason = passed ? undefined : error instanceof Error ? error.message : `it threw ${String(error)}`
  const result = { id: test.id, passed, without, reason, error, milliseconds: performance.now() - began }
  return heedGap(result, harness.gaps?.[test.id])
}

async function perform(test: ConformanceCase, subject: Subject, without: readonly PortablePromise[]): Promise<void> {
  if (without.length === 0) return test.run(subject)
  if (test.otherwise) return test.otherwise(subject)
  try {
    await test.run(subject)
  } catch (error) {
    if (showsThatNotKept(error)) return
    throw error
  }
  throw new Error(
    `${subject.capabilities.title} is said not to keep ${without.join(', ')}, yet the case passes; correct its capabilities.`,
  )
}

/** A failed assertion shows it, and a service that refuses what it is sent; a host that broke shows nothing. */
function showsThatNotKept(error: unknown): boolean {
  if (error instanceof AssertionError) return true
  return isRoveError(error) && (error.code === 'Unimplemented' || error.code === 'InvalidArgument')
}
