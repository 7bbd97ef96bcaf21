import { app } from '@rove/core'
import * as events from './events.ts'
import * as functions from './functions.ts'

export default app('shop', { ...functions, ...events })
