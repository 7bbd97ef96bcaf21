import type { DecodedBatch } from '@rove/core/adapter'
import type { NativeEvent } from '../native-event.ts'

/**
 * How a stream takes what became of a batch. Its order is that of the partition; the host runs the whole batch again as
 * often as the retry policy says, and then moves on.
 * Source: https://learn.microsoft.com/azure/azure-functions/functions-bindings-error-pages#retry-policies
 */
export function streamSettlement({ attempts }: NativeEvent): Pick<DecodedBatch, 'settlement' | 'ordered'> {
  return { settlement: attempts > 1 ? 'whole' : 'none', ordered: true }
}
