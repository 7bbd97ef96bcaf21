import { mountsModule } from '../mounts.ts'
import type { Peer } from '../peer.ts'

const lines = (app: string, setup: string): string => `import { app } from '@azure/functions'
import { azureHonoHandler } from '@marplex/hono-azurefunc-adapter'
import { Hono } from 'hono'
import { toFetch } from ${mountsModule}
import conformance from ${app}
const fetch = toFetch(conformance)
const honoApp = new Hono()
honoApp.all('*', (c) => fetch(c.req.raw))
${setup}app.http('httpTrigger', {
  methods: ['GET', 'POST', 'DELETE', 'HEAD', 'PATCH', 'PUT', 'OPTIONS', 'TRACE', 'CONNECT'],
  authLevel: 'anonymous',
  route: '{*proxy}',
  handler: azureHonoHandler(honoApp.fetch),
})
`

export const honoAzurefuncAdapter: Peer = {
  id: 'hono-azurefunc-adapter',
  title: '@marplex/hono-azurefunc-adapter',
  package: '@marplex/hono-azurefunc-adapter',
  mounting: 'fetch',
  documentation: 'https://github.com/Marplex/hono-azurefunc-adapter#readme',
  setups: {
    azure: { entry: (app) => lines(app, ''), options: 'routePrefix: ""' },
    'azure-streamed': {
      entry: (app) => lines(app, 'app.setup({ enableHttpStream: true })\n'),
      options:
        'routePrefix: ""; enableHttpStream: true of @azure/functions; its documentation lists streams as untested',
    },
  },
}
