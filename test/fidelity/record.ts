import { fronts } from './fronts.ts'
import { notAsked, whyNotAsked } from './not-asked.ts'
import type { FrontId, Peer } from './peer.ts'
import { peers } from './peers/index.ts'
import { casesOf, notKept, type Outcome, requestCases, runPeer, versionOf } from './run.ts'

/** What became of a peer behind one front. */
export interface PeerRecord {
  readonly options: string
  /** Why, by the id of each case that failed; every other case that was asked passed. */
  readonly failed: Readonly<Record<string, string>>
}

/** The content of docs/fidelity.json. */
export interface Fidelity {
  /** When it was run, `YYYY-MM-DD`. */
  readonly date: string
  readonly node: string
  readonly cases: number
  readonly notAsked: Readonly<Record<string, { readonly reason: string; readonly where: string }>>
  readonly fronts: Readonly<Record<string, FrontRecord>>
  readonly peers: Readonly<Record<string, PeerEntry>>
}

interface FrontRecord {
  readonly title: string
  /** The level of each case that was asked. */
  readonly asked: Readonly<Record<string, string>>
  /** The promises that the provider does not keep, by the id of each case that needs them. */
  readonly notKept: Readonly<Record<string, string>>
}

interface PeerEntry {
  readonly title: string
  readonly package: string
  readonly version: string
  readonly documentation: string
  readonly mounting: string
  readonly fronts: Readonly<Record<string, PeerRecord>>
}

/** One peer behind one front. */
export interface Pair {
  readonly peer: Peer
  readonly front: FrontId
}

/** Every peer behind every front that it is set up for. */
export const pairs: readonly Pair[] = peers.flatMap((peer) =>
  (Object.keys(peer.setups) as FrontId[]).map((front) => ({ peer, front })),
)

/** The failed cases of a run. */
export function failedOf(outcomes: readonly Outcome[]): Record<string, string> {
  return Object.fromEntries(outcomes.filter(({ passed }) => !passed).map(({ id, reason = '' }) => [id, reason]))
}

/** Runs everything, a few at once, and gives what is written into docs/fidelity.json. */
export async function recordAll(onDone: (line: string) => void): Promise<Fidelity> {
  const failures = new Map<Pair, Record<string, string>>()
  const waiting = [...pairs]
  const work = async (): Promise<void> => {
    for (let pair = waiting.shift(); pair !== undefined; pair = waiting.shift()) {
      const outcomes = await runPeer(pair.peer, pair.front)
      const failed = failedOf(outcomes)
      failures.set(pair, failed)
      const count = outcomes.length - Object.keys(failed).length
      onDone(`${pair.peer.title}, ${fronts[pair.front].title}: ${count} of ${outcomes.length}`)
    }
  }
  // Most of the time goes by waiting for cases about time.
  await Promise.all([work(), work(), work()])
  return {
    date: new Date().toISOString().slice(0, 10),
    node: process.version,
    cases: requestCases.length,
    notAsked: Object.fromEntries(
      notAsked.flatMap(({ ids, reason, buffered }) =>
        ids.map((id) => [id, { reason, where: buffered ? 'answers in one piece' : 'everywhere' }]),
      ),
    ),
    fronts: Object.fromEntries((Object.keys(fronts) as FrontId[]).map((id) => [id, describeFront(id)])),
    peers: Object.fromEntries(peers.map((peer) => [peer.id, describePeer(peer, failures)])),
  }
}

function describeFront(id: FrontId): FrontRecord {
  const lacking = requestCases
    .filter((test) => whyNotAsked(test.id, id) === undefined)
    .map((test) => [test.id, notKept(test, id).join(', ')])
    .filter(([, promises]) => promises !== '')
  return {
    title: fronts[id].title,
    asked: Object.fromEntries(casesOf(id).map((test) => [test.id, test.level])),
    notKept: Object.fromEntries(lacking),
  }
}

function describePeer(peer: Peer, failures: ReadonlyMap<Pair, Record<string, string>>): PeerEntry {
  const { title, package: name, documentation, mounting } = peer
  const own = pairs.filter((pair) => pair.peer === peer)
  return {
    title,
    package: name,
    version: versionOf(peer),
    documentation,
    mounting,
    fronts: Object.fromEntries(
      own.map((pair) => [
        pair.front,
        { options: peer.setups[pair.front]?.options ?? '', failed: failures.get(pair) ?? {} },
      ]),
    ),
  }
}
