import { Hono } from 'hono'
import { handle } from 'hono/aws-lambda'
import { getCookie } from 'hono/cookie'
import { binary, type Handler } from '../work.ts'

const app = new Hono()
app.get('/users/:id', (c) =>
  c.json({
    id: c.req.param('id'),
    q: c.req.query('q'),
    page: c.req.query('page'),
    session: getCookie(c, 'session'),
    agent: c.req.header('user-agent'),
  }),
)
app.post('/echo', async (c) => c.json(await c.req.json()))
app.get('/binary', (c) => c.body(new Uint8Array(binary), 200, { 'content-type': 'application/octet-stream' }))

/** Hono with its own Lambda adapter. */
export const handler: Handler = handle(app) as unknown as Handler
