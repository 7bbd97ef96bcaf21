/** The middle value of a list. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
}

/** The median of the ratios pair by pair: rounds that ran next to each other share the machine's mood. */
export function pairedRatio(values: readonly number[], floor: readonly number[]): number {
  return median(values.map((value, index) => value / (floor[index] ?? Number.NaN)))
}
