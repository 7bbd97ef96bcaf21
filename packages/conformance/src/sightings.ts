import assert from 'node:assert/strict'
import { setTimeout as delay } from 'node:timers/promises'
import { type Moment, type Sighting, sightingMark } from './app/events/sighting.ts'

/** Which sightings are asked for. */
export interface SightingQuery {
  /** Text that is in all of them: a run, an instruction. */
  readonly text?: string
  /** The function that saw. */
  readonly function?: string
  /** Only lines of the log from this one on, see `Subject.mark`. */
  readonly since?: number
  /** Default: `called`. */
  readonly moment?: Moment
}

/** The sightings in a log, in its order. */
export function sightingsIn(lines: readonly string[], query: SightingQuery): Sighting[] {
  const { text = '', since = 0, moment = 'called' } = query
  return lines
    .slice(since)
    .filter((line) => line.includes(sightingMark) && line.includes(text))
    .map(parseSighting)
    .filter((one) => one.moment === moment && (query.function === undefined || one.function === query.function))
}

/** Waits until a log holds a number of sightings. */
export async function pollSightings(
  lines: () => readonly string[],
  query: SightingQuery,
  wanted: { readonly count: number; readonly milliseconds: number },
): Promise<Sighting[]> {
  const until = Date.now() + wanted.milliseconds
  for (;;) {
    const found = sightingsIn(lines(), query)
    if (found.length >= wanted.count || Date.now() >= until) return found
    await delay(10)
  }
}

/** Platforms put the time, an id and the like around what was printed. */
function parseSighting(line: string): Sighting {
  const from = line.indexOf(sightingMark) + sightingMark.length
  try {
    return JSON.parse(line.slice(from, line.lastIndexOf('}') + 1)) as Sighting
  } catch {
    return assert.fail(`a line of the log was changed on its way: ${line.slice(0, 300)}`)
  }
}
