import { type App, app } from '@rove/core'
import { answerFunctions } from './app/answers.ts'
import { bodyFunctions } from './app/bodies.ts'
import { echoFunctions } from './app/echo.ts'
import { eventFunctions } from './app/events/functions.ts'
import { eventLayers } from './app/events/layers.ts'
import { failureFunctions } from './app/failures.ts'
import { appLayers, layerFunctions } from './app/layers.ts'
import { lifecycleFunctions } from './app/lifecycle.ts'
import { mountedFunctions } from './app/mounted.ts'
import { routingFunctions } from './app/routing.ts'
import { stateFunctions } from './app/state.ts'
import { streamFunctions } from './app/streams.ts'

/** The app that the suite is run against. It is for tests only: it echoes, fails and hangs on request. */
const conformanceApp: App = app(
  'conformance',
  {
    ...echoFunctions,
    ...routingFunctions,
    ...bodyFunctions,
    ...answerFunctions,
    ...failureFunctions,
    ...streamFunctions,
    ...lifecycleFunctions,
    ...stateFunctions,
    ...layerFunctions,
    ...mountedFunctions,
    ...eventFunctions,
  },
  {
    middleware: appLayers,
    eventMiddleware: eventLayers,
    shutdown: () => console.log('conformance: the shutdown function ran'),
  },
)

export default conformanceApp
