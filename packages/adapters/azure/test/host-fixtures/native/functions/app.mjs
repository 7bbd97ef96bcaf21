// An Azure app as a user of the vendor's documentation would write it; nothing of Rove is in it.
import azure from '@azure/functions'

const { app } = azure
app.setup({ enableHttpStream: process.env.STREAM === 'yes' })

const describe = async (request, context) => ({
  method: request.method,
  url: request.url,
  query: [...new URL(request.url).searchParams],
  mapped: [...request.query],
  params: request.params,
  headers: Object.fromEntries(request.headers),
  body: Buffer.from(await request.arrayBuffer()).toString('hex'),
  traceParent: context.traceContext.traceParent,
})

app.http('echo', {
  route: 'echo/{*path}',
  methods: ['GET', 'POST', 'PUT'],
  handler: async (request, context) => ({ jsonBody: await describe(request, context) }),
})
app.http('item', { route: 'items/{id:int}', handler: (request) => ({ body: `item ${request.params.id}` }) })
app.http('named', { route: 'items/{name}', handler: (request) => ({ body: `name ${request.params.name}` }) })
app.http('first', { route: 'items/first', handler: () => ({ body: 'the first' }) })
app.http('cookies', {
  handler: () => ({
    cookies: [
      { name: 'a', value: '1 2', path: '/', httpOnly: true },
      { name: 'b', value: "it's", sameSite: 'Lax', maxAge: 60, secure: true },
    ],
  }),
})
app.http('headers', {
  handler: () => ({
    headers: [
      ['set-cookie', 'x=1'],
      ['set-cookie', 'y=2'],
      ['request-context', 'mine'],
    ],
  }),
})
app.http('nothing', { handler: () => ({ status: 204, body: 'dropped' }) })
app.http('fails', {
  handler: () => {
    throw new Error('on purpose')
  },
})
app.http('throws-text', {
  handler: () => {
    throw 'text'
  },
})
app.http('hangs', { handler: () => new Promise(() => {}) })
app.http('blocks', {
  handler: () => {
    while (true);
  },
})
app.http('exits', { handler: () => process.exit(3) })
app.http('pid', { handler: () => ({ body: String(process.pid) }) })
app.http('bytes', {
  handler: () => ({
    body: (async function* () {
      for (let index = 0; index < 8; index++) yield Buffer.alloc(1024, index)
    })(),
  }),
})
app.hook.appTerminate(() => console.log('terminated in good order'))
app.hook.preInvocation((context) => {
  context.hookData.seen = true
})
app.hook.postInvocation((context) => {
  if (!context.hookData.seen) throw new Error('the hooks do not share their data')
})
