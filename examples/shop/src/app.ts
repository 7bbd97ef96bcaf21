import { app } from '@rove/core'
import * as functions from './functions.ts'

export default app('shop', functions)
