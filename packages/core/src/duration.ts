import { RoveError } from './errors.ts'

/** A length of time: milliseconds as a number, or a number with `ms`, `s`, `m`, `h` or `d`, for example `'30s'`. */
export type Duration = number | `${number}${'ms' | 's' | 'm' | 'h' | 'd'}`

const millisecondsOf: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/**
 * Reads a {@link Duration} as milliseconds.
 * @throws RoveError `InvalidArgument` when it is negative, not finite or of an unknown unit.
 */
export function toMilliseconds(duration: Duration): number {
  const parts = typeof duration === 'string' ? /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(duration) : undefined
  const value = parts ? Number(parts[1]) * (millisecondsOf[parts[2] ?? ''] ?? Number.NaN) : duration
  if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return value
  throw new RoveError(
    'InvalidArgument',
    `${JSON.stringify(duration)} is not a duration; write milliseconds or a text such as "500ms", "30s", "5m", "2h" or "1d".`,
  )
}
