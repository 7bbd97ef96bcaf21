import { adapt } from '@rove/aws'
import { app, bytes, json, onRequest } from '@rove/core'
import { binary, type Handler } from '../work.ts'

const user = onRequest('GET /users/:id', (request, { params }) => {
  const { searchParams } = new URL(request.url)
  const session = /(?:^|;\s*)session=([^;]*)/.exec(request.headers.get('cookie') ?? '')?.[1]
  return json({
    id: params.id,
    q: searchParams.get('q'),
    page: searchParams.get('page'),
    session,
    agent: request.headers.get('user-agent'),
  })
})
const echo = onRequest('POST /echo', async (request) => json(await request.json()))
const download = onRequest('GET /binary', () => bytes(binary))

/** Rove with its own answers. */
export const handler: Handler = adapt(app('bench', { user, echo, download })) as unknown as Handler
