import { randomUUID } from 'node:crypto'
import { account, region } from './names.ts'

/** What differs from event to event. */
export interface EventBridgeInput {
  readonly source: string
  readonly detailType: string
  readonly time: Date
  readonly resources: readonly string[]
  readonly detail: unknown
}

/**
 * An event as EventBridge invokes a function with it.
 * Source: https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html
 */
export function toEventBridgeEvent({ source, detailType, time, resources, detail }: EventBridgeInput): unknown {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': detailType,
    source,
    account,
    time: `${time.toISOString().slice(0, 19)}Z`,
    region,
    resources,
    detail,
  }
}
