import { alb, albMultiValue } from './alb.ts'
import { edge } from './edge.ts'
import type { Front, FrontSettings } from './front.ts'
import { functionUrl } from './function-url.ts'
import { httpApi } from './http-api.ts'
import { latticeV1, latticeV2 } from './lattice.ts'
import { restApi } from './rest-api.ts'

/** The name of an API in front of Lambda. */
export type FrontName =
  | 'function-url'
  | 'http-api'
  | 'rest-api'
  | 'alb'
  | 'alb-multi-value'
  | 'edge'
  | 'lattice-v1'
  | 'lattice-v2'

const makers: Readonly<Record<FrontName, (settings: FrontSettings) => Front>> = {
  'function-url': functionUrl,
  'http-api': httpApi,
  'rest-api': restApi,
  alb,
  'alb-multi-value': albMultiValue,
  edge,
  'lattice-v1': latticeV1,
  'lattice-v2': latticeV2,
}

/** The names of all fronts. */
export const fronts: readonly FrontName[] = Object.keys(makers) as FrontName[]

/**
 * Makes a front.
 * @throws TypeError for a name that is none, and for streaming where the front cannot
 */
export function createFront(name: FrontName, settings: FrontSettings): Front {
  const make = makers[name]
  if (!make) throw new TypeError(`There is no front ${JSON.stringify(name)}; choose one of ${fronts.join(', ')}.`)
  const front = make(settings)
  if (settings.invokeMode === 'RESPONSE_STREAM' && !front.toStreamedResponse)
    throw new TypeError(`The front ${name} cannot stream; RESPONSE_STREAM needs function-url or rest-api.`)
  return front
}
