import { AssertionError } from 'node:assert'
import type { CaseResult } from '@rove/conformance'

/** Why a case failed, in one short line without what differs from run to run. */
export function shortReason({ error, reason = 'it failed' }: CaseResult): string {
  const text = error instanceof AssertionError && error.generatedMessage ? differenceOf(error) : reason
  return cut(
    text
      .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<id>')
      .replaceAll(/127\.0\.0\.1:\d+/g, '127.0.0.1')
      .replaceAll(/\s+/g, ' ')
      // What node:assert adds below a message of its own.
      .replace(/ \+ actual - expected.*$/, '')
      .replace(/ \S+ !== \S+ ?$/, ''),
    200,
  )
}

function differenceOf({ actual, expected, operator }: AssertionError): string {
  const wanted = show(expected)
  return operator.startsWith('not') ? `it was ${show(actual)}` : `expected ${wanted}, got ${show(actual)}`
}

function show(value: unknown): string {
  if (value instanceof RegExp) return String(value)
  return cut(JSON.stringify(value) ?? String(value), 80)
}

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text
}
