import type { App } from '@rove/core'
import { type AdaptOptions, createPipeline } from '@rove/core/adapter'
import { eventCodecs } from './codecs/events.ts'
import { toInvocation } from './context.ts'
import { toEventTimeout } from './deadline.ts'
import type { NativeContext } from './native.ts'
import { NativeEvent, type NativeEventParts } from './native-event.ts'

/** What `@azure/functions` calls for each invocation of a function that is registered for events. */
export type AzureEventHandler = (input: unknown, context: NativeContext) => Promise<void>

/** What is known of a function when it is registered. */
export type EventSource = Omit<NativeEventParts, 'input' | 'context'>

/** Makes the handlers of an app's functions for events, which share one pipeline. */
export type EventHandlers = (source: EventSource) => AzureEventHandler

/**
 * Makes the handlers of an app's functions for events, without the library. A handler returns nothing when all was
 * handled, and rejects otherwise, always with an `Error`: the worker takes nothing else for a failure.
 * Source: https://github.com/Azure/azure-functions-nodejs-worker, src/eventHandlers/InvocationHandler.ts
 */
export function createEventHandlers(app: App, options: AdaptOptions): EventHandlers {
  const timeout = toEventTimeout(process.env)
  const pipeline = createPipeline<NativeContext, void>(
    app,
    {
      provider: 'azure',
      codecs: eventCodecs,
      // Users find what the library handed over, not what was put around it here.
      toInvocation: (event, context) =>
        toInvocation(event instanceof NativeEvent ? event.input : event, context, timeout),
    },
    options,
  )
  return (source) => async (input, context) => {
    const event = new NativeEvent({ ...source, input, context })
    try {
      const handled = await pipeline(event, context)
      await handled.settled()
    } catch (error) {
      throw error instanceof Error ? error : new Error(String(error), { cause: error })
    }
  }
}
