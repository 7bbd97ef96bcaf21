import assert from 'node:assert/strict'
import type { DriverKind, Drivers } from '@rove/core/adapter'
import type { DriverSuite, OpenedDriver } from '../run.ts'
import type { DriverSubject, FaultySubject } from '../subject.ts'
import { FaultyProxy } from './faulty-proxy.ts'
import type { HttpAnswer } from './http-answer.ts'

/** What breaks the service of a case. */
export interface Fault {
  readonly proxy: FaultyProxy
  /** How often the driver was called since it was last asked. */
  calls(): number
  /** What the service says when it is asked too much; undefined where it does not speak HTTP. */
  readonly throttled: HttpAnswer | undefined
}

/** What a case works on: its clients reach the service through the proxy, those of the other process do not. */
export type FaultBench<Bench> = Bench & { readonly fault: Fault }

/** A service that can be broken, for one case. */
export interface OpenedFault<Kind extends DriverKind> extends Fault {
  readonly driver: Drivers[Kind]
  close(): Promise<void>
}

/** Opens a driver of a subject's resource through a proxy. @throws Error when it does not go through the proxy */
export async function openFault<Kind extends DriverKind>(faults: FaultySubject<Kind>): Promise<OpenedFault<Kind>> {
  const proxy = await FaultyProxy.start(faults.endpoint())
  const driver = await faults.openThrough(proxy.endpoint)
  let calls = 0
  const counted = countCalls(driver, () => {
    calls += 1
  })
  return {
    proxy,
    driver: counted,
    throttled: faults.throttled,
    calls() {
      const made = calls
      calls = 0
      return made
    },
    async close() {
      await proxy.stop()
      await driver.close?.()
    },
  }
}

const notCalls: ReadonlySet<PropertyKey> = new Set(['errorCode', 'close'])

// The driver's own `this`: it may be a class with private fields.
function countCalls<D extends object>(driver: D, call: () => void): D {
  return new Proxy(driver, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target)
      if (typeof member !== 'function' || notCalls.has(name)) return member
      return (...args: unknown[]) => {
        call()
        return Reflect.apply(member, target, args)
      }
    },
  })
}

/** The cases that break a suite's service, as a suite on one such service. */
export function faultSuite<Kind extends DriverKind, Subject extends DriverSubject<Kind>, Bench extends object>(
  suite: DriverSuite<Kind, Subject, Bench>,
  fault: OpenedFault<Kind>,
): DriverSuite<Kind, Subject, FaultBench<Bench>> {
  return {
    kind: suite.kind,
    cases: suite.faults,
    faults: [],
    bench: ({ subject, driver }: OpenedDriver<Kind, Subject>) => ({
      ...suite.bench({ subject, driver: fault.driver, other: driver }),
      fault,
    }),
  }
}

/** Asserts that the driver was called so often since it was last asked. */
export function calledTimes(fault: Fault, times: number): void {
  assert.equal(fault.calls(), times, 'the driver was not called as often as it should be')
}
