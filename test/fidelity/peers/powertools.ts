import { mountsModule } from '../mounts.ts'
import type { Peer } from '../peer.ts'

// `isBase64Encoded` of the request's context is how a handler says that its answer is binary.
// Source: https://github.com/aws-powertools/powertools-lambda-typescript/pull/4723
const lines = (app: string, names: string, handler: string): string => `
import { ${names} } from '@aws-lambda-powertools/event-handler/http'
import { toFetch } from ${mountsModule}
import conformance from ${app}
const fetch = toFetch(conformance)
const app = new Router()
const method = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']
app.route((context) => {
  context.isBase64Encoded = true
  return fetch(context.req)
}, { method, path: /.*/ })
export const handler = ${handler}
`

const buffered = {
  entry: (app: string) => lines(app, 'Router', 'async (event, context) => app.resolve(event, context)'),
  options: 'one route of every method for /.*/; isBase64Encoded = true',
}

export const powertools: Peer = {
  id: 'powertools',
  title: 'Powertools event handler',
  package: '@aws-lambda-powertools/event-handler',
  mounting: 'fetch',
  documentation: 'https://docs.aws.amazon.com/powertools/typescript/latest/features/event-handler/http/',
  setups: {
    'aws-url': buffered,
    'aws-url-streamed': {
      entry: (app) => lines(app, 'Router, streamify', 'streamify(app)'),
      options: 'streamify; one route of every method for /.*/',
    },
    'aws-rest': buffered,
  },
}
