import { adapt } from '@rove/aws'
import { app, onRequest } from '@rove/core'
import { binary, type Handler } from '../work.ts'

const user = onRequest('GET /users/:id', (request, { params }) => {
  const { searchParams } = new URL(request.url)
  const session = /(?:^|;\s*)session=([^;]*)/.exec(request.headers.get('cookie') ?? '')?.[1]
  return Response.json({
    id: params.id,
    q: searchParams.get('q'),
    page: searchParams.get('page'),
    session,
    agent: request.headers.get('user-agent'),
  })
})
const echo = onRequest('POST /echo', async (request) => Response.json(await request.json()))
const download = onRequest(
  'GET /binary',
  () => new Response(new Uint8Array(binary), { headers: { 'content-type': 'application/octet-stream' } }),
)

/** Rove with platform Responses in the handlers. */
export const handler: Handler = adapt(app('bench', { user, echo, download })) as unknown as Handler
