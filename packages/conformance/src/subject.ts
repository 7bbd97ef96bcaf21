import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { Capabilities, DeliveryLimit, HttpLimit, PortablePromise, Support } from '@rove/core'
import type { Delivered, Delivery, Host, WireRequest } from '@rove/core/adapter'
import type { Echo } from './app/echo.ts'
import type { Sighting } from './app/events/sighting.ts'
import { deliverBy } from './deliver.ts'
import { type Harness, type HarnessStart, type Service, supportBy } from './harness.ts'
import { OpenReply, Reply } from './reply.ts'
import { pollSightings, type SightingQuery, sightingsIn } from './sightings.ts'

/** A request of a case: a target for GET, or a wire request whose method is GET when it is not said. */
export type Ask = string | (Omit<WireRequest, 'method'> & { readonly method?: string })

/** What a case sees: the app under test, from outside. */
export interface Subject {
  readonly capabilities: Capabilities
  readonly codec: string | undefined
  /** The scheme that the front end speaks with its clients. */
  readonly scheme: 'http' | 'https'
  /** How far the provider says to keep a promise here. */
  support(promise: PortablePromise): Support
  /** A limit of this front end, in its unit; infinite when the provider states none. */
  limit(name: HttpLimit | DeliveryLimit): number
  /** Sends a request and reads the whole response. It rejects when there is none, or when the body ends early. */
  send(ask: Ask): Promise<Reply>
  /** Sends a request and gives the response as soon as its head is there. */
  open(ask: Ask): Promise<OpenReply>
  /** Sends a request to the echo function and gives what the handler saw. It rejects for a status other than 200. */
  echo(ask: Ask): Promise<Echo>
  /** Waits until a line that holds every one of the texts was printed, at most three seconds. */
  logged(...texts: readonly string[]): Promise<string>
  logs(): readonly string[]
  /** Has the provider's service deliver, by the harness's `via`; what became of each item, in order. */
  deliver(delivery: Delivery): Promise<readonly Delivered[]>
  /**
   * What handlers saw, in the order they saw it. It waits until there are as many as asked for, and gives all there
   * are when no more can come.
   */
  seen(query: SightingQuery, count?: number): Promise<readonly Sighting[]>
  /** All that handlers have seen, once everything that was printed so far has arrived. */
  allSeen(query: SightingQuery): Promise<readonly Sighting[]>
  /** The place in the log that comes next, for {@link SightingQuery.since}. */
  mark(): number
  /** Another host of the same harness, for cases that end it or need it otherwise; it is stopped after the case. */
  fresh(options?: Partial<HarnessStart>): Promise<{ readonly subject: Subject; stop(): Promise<void> }>
}

/** What a {@link Subject} is made of. */
export interface SubjectParts {
  readonly harness: Harness
  readonly host: Host
  /** What delivers in the case. */
  readonly service?: Service | undefined
  /** Cuts every request of the subject when it aborts. */
  readonly signal: AbortSignal
  start(options?: Partial<HarnessStart>): Promise<Host>
}

/** Makes the subject of one case. */
export function toSubject({ harness, host, service, signal, start }: SubjectParts): Subject {
  const open = async (ask: Ask): Promise<OpenReply> => {
    const wire = typeof ask === 'string' ? { target: ask } : ask
    const cut = wire.signal ? AbortSignal.any([signal, wire.signal]) : signal
    return new OpenReply(await host.send({ method: 'GET', ...wire, signal: cut }))
  }
  const subject: Subject = {
    capabilities: harness.capabilities,
    codec: harness.codec,
    scheme: harness.scheme ?? 'https',
    support: (promise) => supportBy(harness, promise, service),
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
    deliver: (delivery) => deliverBy(harness, host, delivery),
    async seen(query, count = 1) {
      const late = query.moment === undefined || query.moment === 'called' ? 100 : 3000
      const found = await pollSightings(() => host.logs(), query, { count, milliseconds: late })
      return found.length >= count ? found : subject.allSeen(query)
    },
    async allSeen(query) {
      // What one process prints arrives in its order: behind this, nothing from before is on its way.
      const mark = randomUUID()
      await subject.send(`/say/${mark}`)
      await subject.logged(`said ${mark}`)
      return sightingsIn(host.logs(), query)
    },
    mark: () => host.logs().length,
    async fresh(options) {
      const other = await start(options)
      return { subject: toSubject({ harness, host: other, service, signal, start }), stop: () => other.stop() }
    },
  }
  return subject
}
