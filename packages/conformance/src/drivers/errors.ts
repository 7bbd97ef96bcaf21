import assert from 'node:assert/strict'
import type { ErrorCode } from '@rove/core'
import type { Driver } from '@rove/core/adapter'
import type { DriverCase } from './case.ts'
import { documents } from './documents.ts'

const codes: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'NotFound',
  'AlreadyExists',
  'InvalidArgument',
  'FailedPrecondition',
  'PermissionDenied',
  'ResourceExhausted',
  'DeadlineExceeded',
  'Canceled',
  'Unimplemented',
  'Unavailable',
  'Internal',
  'Unknown',
])

/** What every driver says of errors that are not its service's. */
export function strangeErrors<Bench extends { readonly driver: Driver }>(kind: string): DriverCase<Bench> {
  return {
    id: `${kind}.error.strange`,
    title: 'Whatever was thrown has a code, and a driver names its service.',
    why: documents.grpcCodes,
    level: 'must',
    async run({ driver }) {
      assert.match(driver.service, /^[a-z][a-z0-9-]+$/)
      for (const thrown of [
        undefined,
        null,
        'text',
        7,
        {},
        new Error('x'),
        Object.create(null),
        Object.freeze({ code: 1 }),
      ]) {
        const code = driver.errorCode(thrown)
        assert.ok(codes.has(code), `${String(code)} is no code`)
      }
    },
  }
}
