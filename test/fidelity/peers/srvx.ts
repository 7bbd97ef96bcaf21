import { mountsModule } from '../mounts.ts'
import type { Peer } from '../peer.ts'

const lines = (app: string, name: string, handler: string): string => `import { ${name} } from 'srvx/aws-lambda'
import { toFetch } from ${mountsModule}
import conformance from ${app}
const fetch = toFetch(conformance)
export const handler = ${handler}
`

const buffered = {
  entry: (app: string) => lines(app, 'toLambdaHandler', 'toLambdaHandler({ fetch })'),
  options: 'toLambdaHandler',
}

export const srvx: Peer = {
  id: 'srvx',
  title: 'srvx/aws-lambda',
  package: 'srvx',
  mounting: 'fetch',
  documentation: 'https://srvx.h3.dev/guide/server',
  setups: {
    'aws-url': buffered,
    'aws-url-streamed': {
      entry: (app) =>
        lines(
          app,
          'handleLambdaEventWithStream',
          'awslambda.streamifyResponse((event, stream, context) => handleLambdaEventWithStream(fetch, event, stream, context))',
        ),
      options: 'handleLambdaEventWithStream',
    },
    'aws-rest': buffered,
  },
}
