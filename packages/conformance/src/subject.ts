import assert from 'node:assert/strict'
import { setTimeout as delay } from 'node:timers/promises'
import type { Capabilities, HttpLimit, HttpPromise, Support } from '@rove/core'
import type { Host, WireRequest } from '@rove/core/adapter'
import type { Echo } from './app/echo.ts'
import { type Harness, type HarnessStart, supportBy } from './harness.ts'
import { OpenReply, Reply } from './reply.ts'

/** A request of a case: a target for GET, or a wire request whose method is GET when it is not said. */
export type Ask = string | (Omit<WireRequest, 'method'> & { readonly method?: string })

/** What a case sees: the app under test, from outside. */
export interface Subject {
  readonly capabilities: Capabilities
  readonly codec: string | undefined
  /** The scheme that the front end speaks with its clients. */
  readonly scheme: 'http' | 'https'
  /** How far the provider says to keep a promise here. */
  support(promise: HttpPromise): Support
  /** A limit of this front end, in its unit; infinite when the provider states none. */
  limit(name: HttpLimit): number
  /** Sends a request and reads the whole response. It rejects when there is none, or when the body ends early. */
  send(ask: Ask): Promise<Reply>
  /** Sends a request and gives the response as soon as its head is there. */
  open(ask: Ask): Promise<OpenReply>
  /** Sends a request to the echo function and gives what the handler saw. It rejects for a status other than 200. */
  echo(ask: Ask): Promise<Echo>
  /** Waits until a line that holds every one of the texts was printed, at most three seconds. */
  logged(...texts: readonly string[]): Promise<string>
  logs(): readonly string[]
  /** Another host of the same harness, for cases that end it or need it otherwise; it is stopped after the case. */
  fresh(options?: Partial<HarnessStart>): Promise<{ readonly subject: Subject; stop(): Promise<void> }>
}

/** What a {@link Subject} is made of. */
export interface SubjectParts {
  readonly harness: Harness
  readonly host: Host
  /** Cuts every request of the subject when it aborts. */
  readonly signal: AbortSignal
  start(options?: Partial<HarnessStart>): Promise<Host>
}

/** Makes the subject of one case. */
export function toSubject({ harness, host, signal, start }: SubjectParts): Subject {
  const open = async (ask: Ask): Promise<OpenReply> => {
    const wire = typeof ask === 'string' ? { target: ask } : ask
    const cut = wire.signal ? AbortSignal.any([signal, wire.signal]) : signal
    return new OpenReply(await host.send({ method: 'GET', ...wire, signal: cut }))
  }
  const subject: Subject = {
    capabilities: harness.capabilities,
    codec: harness.codec,
    scheme: harness.scheme ?? 'https',
    support: (promise) => supportBy(harness, promise),
    limit: (name) => harness.limits?.[name] ?? harness.capabilities.limits[name]?.value ?? Number.POSITIVE_INFINITY,
    open,
    send: async (ask) => Reply.of(await open(ask)),
    async echo(ask) {
      const reply = await subject.send(ask)
      assert.equal(reply.status, 200, `the echo function answered ${reply.describe()}`)
      return reply.json() as Echo
    },
    logs: () => host.logs(),
    async logged(...texts) {
      for (let round = 0; round < 60; round += 1) {
        const line = host.logs().find((one) => texts.every((text) => one.includes(text)))
        if (line !== undefined) return line
        await delay(50)
      }
      return assert.fail(`no log line holds ${texts.map((text) => JSON.stringify(text)).join(' and ')}`)
    },
    async fresh(options) {
      const other = await start(options)
      return { subject: toSubject({ harness, host: other, signal, start }), stop: () => other.stop() }
    },
  }
  return subject
}
