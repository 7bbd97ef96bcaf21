import express, { type Request, type Response } from 'express'
import serverless from 'serverless-http'
import { binary, type Handler } from '../work.ts'

const app = express()
app.disable('x-powered-by')
app.disable('etag')
app.use(express.json({ limit: '1mb' }))
app.get('/users/:id', (request: Request, response: Response) => {
  const session = /(?:^|;\s*)session=([^;]*)/.exec(request.headers.cookie ?? '')?.[1]
  response.json({
    id: request.params.id,
    q: request.query.q,
    page: request.query.page,
    session,
    agent: request.headers['user-agent'],
  })
})
app.post('/echo', (request: Request, response: Response) => {
  response.json(request.body)
})
app.get('/binary', (_request: Request, response: Response) => {
  response.type('application/octet-stream').send(binary)
})

/** Express behind serverless-http. */
export const handler: Handler = serverless(app, { binary: ['application/octet-stream'] }) as unknown as Handler
