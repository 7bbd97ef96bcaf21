import { RoveError } from '../errors.ts'

/** The size of a page: 1 to 1,000, 100 when nothing is said. @throws RoveError `InvalidArgument` */
export function toLimit(operation: string, limit: number | undefined): number {
  if (limit === undefined) return 100
  if (Number.isInteger(limit) && limit >= 1 && limit <= 1000) return limit
  throw new RoveError(
    'InvalidArgument',
    `${operation}: the limit must be a whole number from 1 to 1,000, not ${limit}.`,
  )
}
