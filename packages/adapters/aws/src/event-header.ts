import type { HeaderRecord } from '@rove/core/adapter'
import { firstHeader } from './codecs/header-map.ts'
import { isObject } from './codecs/shape.ts'

/** The first value of a header in an event of any shape that this adapter takes. */
export function eventHeader(event: unknown, name: string): string | undefined {
  if (!isObject(event)) return undefined
  const { headers, multiValueHeaders, Records } = event
  if (isObject(headers) || isObject(multiValueHeaders)) {
    return firstHeader(headers as HeaderRecord, name) ?? firstHeader(multiValueHeaders as HeaderRecord, name)
  }
  const fields: unknown = Array.isArray(Records) ? Records[0]?.cf?.request?.headers?.[name] : undefined
  const value: unknown = Array.isArray(fields) ? fields[0]?.value : undefined
  return typeof value === 'string' ? value : undefined
}
