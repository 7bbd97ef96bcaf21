/** A count that a service tells, as a number or as text, from 1; undefined for what is none. */
export function toCount(count: unknown): number | undefined {
  const number = typeof count === 'string' ? Number(count) : count
  return typeof number === 'number' && Number.isInteger(number) && number > 0 ? number : undefined
}
