import { binary, type Handler } from '../work.ts'

interface NativeEvent {
  readonly rawPath: string
  readonly rawQueryString: string
  readonly cookies?: readonly string[]
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  readonly requestContext: { readonly http: { readonly method: string } }
}

/** The floor: the event read by hand, an object returned. */
export const handler: Handler = async (input) => {
  const event = input as NativeEvent
  const { method } = event.requestContext.http
  const headers = { 'content-type': 'application/json' }
  if (method === 'GET' && event.rawPath.startsWith('/users/')) {
    const query = new URLSearchParams(event.rawQueryString)
    const session = event.cookies?.find((cookie) => cookie.startsWith('session='))?.slice(8)
    const answer = {
      id: event.rawPath.slice(7),
      q: query.get('q'),
      page: query.get('page'),
      session,
      agent: event.headers['user-agent'],
    }
    return { statusCode: 200, headers, body: JSON.stringify(answer) }
  }
  if (method === 'POST' && event.rawPath === '/echo') {
    return { statusCode: 200, headers, body: JSON.stringify(JSON.parse(event.body ?? '')) }
  }
  if (event.rawPath === '/binary') {
    return {
      statusCode: 200,
      headers: { 'content-type': 'application/octet-stream' },
      body: binary.toString('base64'),
      isBase64Encoded: true,
    }
  }
  return { statusCode: 404 }
}
