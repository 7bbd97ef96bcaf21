import { adapt } from '@rove/aws'
import { app, onRequest, type RequestContext } from '@rove/core'

// The records that Rove writes are checked where they are the subject; elsewhere they would bury the report.
process.env.AWS_LAMBDA_LOG_LEVEL ??= 'FATAL'

/** What a handler sees of a request. */
export interface Seen {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
  readonly hasBody: boolean
  readonly ip: string | undefined
  readonly path: string | undefined
}

/** Sends an event through an app and tells what its handler saw. */
export async function see(event: unknown): Promise<Seen> {
  let seen: Seen | undefined
  const echo = onRequest('ANY /*', async (request, { client, params }) => {
    seen = {
      method: request.method,
      url: request.url,
      headers: Object.fromEntries(request.headers),
      hasBody: request.body !== null,
      body: new Uint8Array(await request.arrayBuffer()),
      ip: client.ip,
      path: params['*'],
    }
    return new Response(null, { status: 204 })
  })
  const result = await adapt(app('echo', { echo }))(event)
  if (seen === undefined) throw new Error(`the handler was not called: ${JSON.stringify(result)}`)
  return seen
}

/** Sends an event through an app that answers with `respond`; the native result comes back as it would be sent. */
export async function answerWith<Result>(
  event: unknown,
  respond: (request: Request, context: RequestContext) => Response | Promise<Response>,
): Promise<Result> {
  const handler = adapt(app('answers', { all: onRequest('ANY /*', (request, context) => respond(request, context)) }))
  return JSON.parse(JSON.stringify(await handler(event))) as Result
}
