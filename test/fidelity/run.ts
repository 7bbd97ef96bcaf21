import { readFileSync } from 'node:fs'
import {
  builtHarness,
  type CaseResult,
  type ConformanceCase,
  cases,
  type Harness,
  type Running,
  requestGroups,
  runCase,
  startHarness,
  supportBy,
} from '@rove/conformance'
import { fronts } from './fronts.ts'
import { whyNotAsked } from './not-asked.ts'
import type { FrontId, Peer } from './peer.ts'
import { shortReason } from './reason.ts'

/** What became of one case. */
export interface Outcome {
  readonly id: string
  readonly passed: boolean
  readonly reason?: string
}

/** The cases that send requests. */
export const requestCases: readonly ConformanceCase[] = cases.filter(({ group }) => requestGroups.includes(group))

/** What of the provider's promises a case needs and the front does not keep: such a case counts for nobody. */
export function notKept(test: ConformanceCase, front: FrontId): readonly string[] {
  const harness: Harness = {
    ...fronts[front],
    name: front,
    start: () => Promise.reject(new Error('not to be started')),
  }
  return (test.needs ?? []).filter((promise) => supportBy(harness, promise) === 'no')
}

/** The cases that everyone on a front is asked. */
export function casesOf(front: FrontId): readonly ConformanceCase[] {
  return requestCases.filter((test) => whyNotAsked(test.id, front) === undefined && notKept(test, front).length === 0)
}

/** Runs cases on a peer behind a front. A case that fails is run a second time, so that no hiccup here counts. */
export async function runPeer(peer: Peer, front: FrontId, asked = casesOf(front)): Promise<readonly Outcome[]> {
  const running = await startHarness(harnessOf(peer, front))
  try {
    const outcomes: Outcome[] = []
    for (const test of asked) outcomes.push(toOutcome(await runTwice(test, running)))
    return outcomes
  } finally {
    await running.stop()
  }
}

/** The version of a peer's package that is installed. */
export function versionOf(peer: Peer): string {
  const file = new URL(`../../node_modules/${peer.package}/package.json`, import.meta.url)
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
}

function harnessOf(peer: Peer, id: FrontId): Harness {
  const { title, target, ...front } = fronts[id]
  const setup = peer.setups[id]
  if (setup === undefined) throw new Error(`${peer.title} is not set up for ${title}.`)
  return builtHarness({
    ...front,
    name: `${peer.id} on ${id}`,
    target: { ...target, entry: ({ appModule }) => setup.entry(JSON.stringify(appModule)) },
  })
}

async function runTwice(test: ConformanceCase, running: Running): Promise<CaseResult> {
  const first = await runCase(test, running)
  return first.passed ? first : runCase(test, running)
}

function toOutcome(result: CaseResult): Outcome {
  return { id: result.id, passed: result.passed, ...(result.passed ? {} : { reason: shortReason(result) }) }
}
