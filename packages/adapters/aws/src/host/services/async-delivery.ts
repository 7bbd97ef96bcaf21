import type { Delivered } from '@rove/core/adapter'
import type { Lambda } from './service.ts'
import { toDelivered } from './tally.ts'

/**
 * Hands events over as services do that invoke asynchronously (SNS, EventBridge, S3): from then on they are Lambda's,
 * which runs the function at most three times, whatever else is asked for, and then writes to the on-failure destination.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 */
export async function deliverAsync(events: readonly unknown[], lambda: Lambda): Promise<readonly Delivered[]> {
  const records = await Promise.all(events.map((event) => lambda.invokeAsync(event)))
  return records.map(({ condition, approximateInvokeCount }, item) =>
    toDelivered(condition === 'Success' ? 'done' : 'dead-lettered', approximateInvokeCount, item),
  )
}
