import type { DriverCase } from '../case.ts'
import type { SendBench } from '../send/bench.ts'
import { faultCases } from './common.ts'
import type { FaultBench } from './fault.ts'

/** Queues or topics whose service breaks. What is sent again has the same id, so that receivers know it. */
export function sendFaults(kind: 'queue' | 'topic'): ReadonlyArray<DriverCase<FaultBench<SendBench>>> {
  return faultCases<SendBench>(kind, { repeatable: ({ send, mark }) => send({ mark }), once: [] })
}
