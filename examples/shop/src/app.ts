import { app } from '@rove/core'
import { getActivity } from './activity.ts'
import * as events from './events.ts'
import * as functions from './functions.ts'

export default app('shop', { ...functions, ...events, getActivity })
