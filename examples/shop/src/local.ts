import { serve } from '@rove/local'
import app from './app.ts'
export const server = serve(app)
