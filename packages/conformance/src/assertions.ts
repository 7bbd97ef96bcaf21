import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { Echo } from './app/echo.ts'
import type { Reply } from './reply.ts'
import type { Subject } from './subject.ts'

/** A problem as RFC 9457 describes it, with Rove's code. */
export interface Problem {
  readonly title: string
  readonly status: number
  readonly code: string
  readonly detail?: string
  readonly [extension: string]: unknown
}

/** Asserts that a reply is problem details of a status, and a code when one is given, that show nothing of the inside. */
export function assertProblem(reply: Reply, status: number, code?: string): Problem {
  assert.equal(reply.status, status, reply.describe())
  assert.equal(mediaType(reply), 'application/problem+json', reply.describe())
  assertNothingLeaks(reply)
  const problem = reply.json() as Problem
  assert.equal(problem.status, status)
  if (code !== undefined) assert.equal(problem.code, code)
  assert.ok(typeof problem.title === 'string' && problem.title !== '', 'the problem has a title')
  return problem
}

/** Asserts that neither a stack, a path of this machine nor an inner message is in a reply, headers included. */
export function assertNothingLeaks(reply: Reply): void {
  const shown = `${JSON.stringify(reply.headers)}\n${reply.text()}`
  assert.doesNotMatch(shown, /inner-detail/, 'an inner message is shown to the client')
  assert.doesNotMatch(
    shown,
    /\bat (async )?[\w.<>$ ]*\(?(file:|node:|\/)[^\s]*:\d+:\d+/,
    'a stack is shown to the client',
  )
  assert.doesNotMatch(shown, /node_modules|\.m?js:\d+/, 'a path of the server is shown to the client')
}

/** The media type of a reply, without parameters. */
export function mediaType(reply: Reply): string | undefined {
  return reply.header('content-type')?.split(';')[0]?.trim().toLowerCase()
}

/** A text that occurs nowhere else: it tells one case's log lines and notes from another's. */
export function freshMark(): string {
  return `m${randomUUID().replaceAll('-', '')}`
}

/** Waits until a note was left under a key, at most four seconds; undefined when none was. */
export async function noteUnder(subject: Subject, key: string, wanted: string): Promise<string | undefined> {
  let value: string | null = null
  for (let round = 0; round < 40 && value !== wanted; round += 1) {
    if (round > 0) await delay(100)
    value = ((await subject.send(`/state/${key}`)).json() as { value: string | null }).value
  }
  return value ?? undefined
}

/** Every value of a header that the handler saw, however the platform joined them. */
export function seenValues(echo: Echo, name: string): string[] {
  return echo.headers
    .filter(([key]) => key === name)
    .flatMap(([, value]) => value.split(','))
    .map((value) => value.trim())
}

/** Every value of a query parameter that the handler saw. */
export function seenQuery(echo: Echo, name: string): string[] {
  return echo.query.filter(([key]) => key === name).map(([, value]) => value)
}
