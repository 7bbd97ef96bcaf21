import { done, type EventMiddleware, retry } from '@rove/core'
import { stepOf } from './behaviour.ts'
import { addToTrail, type PortableEvent } from './sighting.ts'

/** A layer that lets everything pass, and shows in the trail. */
export function trailing(name: string): EventMiddleware {
  return (_event, context, next) => {
    addToTrail(context, name)
    return next()
  }
}

/** Layers around every handler of an event. An event asks for what the last one does by its instruction. */
export const eventLayers: readonly EventMiddleware[] = [
  trailing('outer'),
  trailing('inner'),
  async (event, context, next) => {
    switch (stepOf(event as PortableEvent, context)) {
      case 'layer-done':
        return done()
      case 'layer-throw':
        throw new Error('inner-detail of a layer')
      case 'layer-retry':
        await next()
        return retry()
      case 'layer-twice':
        await next()
        return next()
      default:
        return next()
    }
  },
]

/** A function's own layer: it takes a failure for done when the event asks for that. */
export const catching: EventMiddleware = async (event, context, next) => {
  addToTrail(context, 'function')
  if (stepOf(event as PortableEvent, context) !== 'layer-catch') return next()
  try {
    return await next()
  } catch {
    return done()
  }
}
