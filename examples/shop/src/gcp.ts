import { adapt } from '@rove/gcp'
import app from './app.ts'
export const handler = adapt(app)
