import { mountsModule } from '../mounts.ts'
import type { Peer } from '../peer.ts'

const lines = (app: string, names: string, handler: string): string => `import { Hono } from 'hono'
import { ${names} } from 'hono/aws-lambda'
import { toFetch } from ${mountsModule}
import conformance from ${app}
const fetch = toFetch(conformance)
const app = new Hono()
app.all('*', (c) => fetch(c.req.raw))
export const handler = ${handler}
`

const buffered = {
  entry: (app: string) => lines(app, 'handle', 'handle(app, { isContentTypeBinary: () => true })'),
  options: 'isContentTypeBinary: () => true',
}

export const hono: Peer = {
  id: 'hono',
  title: 'hono/aws-lambda',
  package: 'hono',
  mounting: 'fetch',
  documentation: 'https://hono.dev/docs/getting-started/aws-lambda',
  setups: {
    'aws-url': buffered,
    'aws-url-streamed': { entry: (app) => lines(app, 'streamHandle', 'streamHandle(app)'), options: 'streamHandle' },
    'aws-rest': buffered,
  },
}
