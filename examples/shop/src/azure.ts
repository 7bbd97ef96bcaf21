import { adapt } from '@rove/azure'
import app from './app.ts'
export const handler = adapt(app)
