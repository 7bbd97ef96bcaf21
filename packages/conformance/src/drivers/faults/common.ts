import assert from 'node:assert/strict'
import type { ErrorCode } from '@rove/core'
import type { Driver, DriverKind } from '@rove/core/adapter'
import type { DriverCase } from '../case.ts'
import { documents } from '../documents.ts'
import { present } from '../present.ts'
import { refused } from '../refusal.ts'
import { calledTimes, type Fault, type FaultBench } from './fault.ts'

/** What every kind does through a service that is broken. */
export interface FaultCalls<Bench> {
  /** A call that may be made again when nobody knows what became of it. */
  repeatable(bench: Bench): Promise<unknown>
  /** Calls that must not. */
  readonly once: ReadonlyArray<(bench: Bench) => Promise<unknown>>
}

const broken: readonly ErrorCode[] = ['Unavailable', 'DeadlineExceeded']

/** Asserts that a call fails as one of a service that cannot be reached, and how often it was tried. */
export async function failsFor(
  { driver, fault }: { readonly driver: Driver; readonly fault: Fault },
  call: () => Promise<unknown>,
  times: number,
): Promise<void> {
  fault.calls()
  const error = await refused(call(), broken)
  assert.equal(error.provider, driver.service, 'the error names the service')
  assert.ok(error.message.includes(driver.service), `the message does not name ${driver.service}: ${error.message}`)
  assert.ok(error.cause !== undefined, 'the service’s own error is the cause')
  calledTimes(fault, times)
}

/** What is true of every driver whose service breaks. */
export function faultCases<Bench extends { readonly driver: Driver }>(
  kind: DriverKind,
  { repeatable, once }: FaultCalls<FaultBench<Bench>>,
): ReadonlyArray<DriverCase<FaultBench<Bench>>> {
  return [
    {
      id: `${kind}.fault.down`,
      title: 'A service that is down is told by its name; what may be repeated was tried three times, the rest once.',
      why: documents.retries,
      level: 'must',
      async run(bench) {
        await bench.fault.proxy.refuse()
        await failsFor(bench, () => repeatable(bench), 3)
        for (const call of once) await failsFor(bench, () => call(bench), 1)
      },
    },
    {
      id: `${kind}.fault.back`,
      title: 'When the service is back, the same driver works.',
      why: documents.retries,
      level: 'must',
      async run(bench) {
        const { proxy } = bench.fault
        await repeatable(bench)
        await proxy.refuse()
        await failsFor(bench, () => repeatable(bench), 3)
        await proxy.pass()
        await repeatable(bench)
      },
    },
    {
      id: `${kind}.fault.silent`,
      title: 'A service that says nothing is given up, and tried again where that may be.',
      why: documents.timeouts,
      level: 'must',
      async run(bench) {
        bench.fault.proxy.silence()
        await failsFor(bench, () => repeatable(bench), 3)
        await bench.fault.proxy.pass()
        await repeatable(bench)
      },
    },
    {
      id: `${kind}.fault.cut`,
      title: 'An answer that breaks off is a failure and no answer.',
      why: documents.retries,
      level: 'must',
      async run(bench) {
        bench.fault.proxy.cutAnswers(12)
        await failsFor(bench, () => repeatable(bench), 3)
        for (const call of once) await failsFor(bench, () => call(bench), 1)
      },
    },
    ...throttledCases(kind, repeatable),
  ]
}

function throttledCases<Bench>(
  kind: DriverKind,
  repeatable: (bench: FaultBench<Bench>) => Promise<unknown>,
): ReadonlyArray<DriverCase<FaultBench<Bench>>> {
  return [
    {
      id: `${kind}.fault.throttled`,
      title: 'A service that is asked too much is tried three times by us, and never by its own client.',
      why: documents.retries,
      level: 'must',
      optIn: 'throttled',
      async run(bench) {
        const { proxy, throttled } = bench.fault
        proxy.answer(present(throttled, 'the answer to too many calls'))
        await refused(repeatable(bench), 'ResourceExhausted')
        calledTimes(bench.fault, 3)
        assert.equal(proxy.answered, 3, 'the service was asked another number of times')
      },
    },
    {
      id: `${kind}.fault.throttled-once`,
      title: 'What the service refuses once for its load is done the next time.',
      why: documents.retries,
      level: 'must',
      optIn: 'throttled',
      async run(bench) {
        const { proxy, throttled } = bench.fault
        proxy.answer(present(throttled, 'the answer to too many calls'), 1)
        await repeatable(bench)
        calledTimes(bench.fault, 2)
      },
    },
  ]
}
