import { adapt } from '@rove/aws'
import app from './app.ts'
export const handler = adapt(app)
