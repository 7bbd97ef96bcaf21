import { type AzureHandler, adapt } from '../../src/index.ts'
import app from './app.ts'

export const handler: AzureHandler = adapt(app, { stream: false })
