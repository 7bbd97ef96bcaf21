import { binary, type Handler } from '../work.ts'

interface NativeEvent {
  readonly rawPath: string
  readonly rawQueryString: string
  readonly cookies?: readonly string[]
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  readonly requestContext: { readonly http: { readonly method: string } }
}

/** The floor of every Fetch-shaped adapter: a platform Request and a platform Response, and nothing else. */
export const handler: Handler = async (input) => {
  const event = input as NativeEvent
  const headers = new Headers(event.headers)
  if (event.cookies) headers.set('cookie', event.cookies.join('; '))
  const url = `https://${event.headers.host}${event.rawPath}${event.rawQueryString ? `?${event.rawQueryString}` : ''}`
  const { method } = event.requestContext.http
  const request = new Request(url, { method, headers, ...(event.body === undefined ? {} : { body: event.body }) })
  const response = await route(request)
  const out: Record<string, string> = {}
  for (const [name, value] of response.headers) out[name] = value
  const bytes = Buffer.from(await response.arrayBuffer())
  const isBase64Encoded = !out['content-type']?.startsWith('application/json')
  return {
    statusCode: response.status,
    headers: out,
    body: bytes.toString(isBase64Encoded ? 'base64' : 'utf8'),
    isBase64Encoded,
  }
}

async function route(request: Request): Promise<Response> {
  const url = new URL(request.url)
  if (request.method === 'GET' && url.pathname.startsWith('/users/')) {
    const session = /(?:^|;\s*)session=([^;]*)/.exec(request.headers.get('cookie') ?? '')?.[1]
    const { searchParams } = url
    return Response.json({
      id: url.pathname.slice(7),
      q: searchParams.get('q'),
      page: searchParams.get('page'),
      session,
      agent: request.headers.get('user-agent'),
    })
  }
  if (request.method === 'POST' && url.pathname === '/echo') return Response.json(await request.json())
  if (url.pathname === '/binary') {
    return new Response(new Uint8Array(binary), { headers: { 'content-type': 'application/octet-stream' } })
  }
  return new Response(null, { status: 404 })
}
