import { mountsModule } from '../mounts.ts'
import type { Peer } from '../peer.ts'

interface Parts {
  readonly adapter: string
  readonly handler: string
  readonly from: string
  readonly resolver: string
  readonly rest?: string
}

// What DefaultHandler builds takes a callback, which aws-lambda-ric 4 (nodejs24.x) refuses as it starts.
const lines = (app: string, { adapter, handler, from, resolver, rest = '' }: Parts): string => `
import { ServerlessAdapter } from '@h4ad/serverless-adapter'
import { ${adapter} } from '@h4ad/serverless-adapter/adapters/aws'
import { ExpressFramework } from '@h4ad/serverless-adapter/frameworks/express'
import { ${handler} } from '@h4ad/serverless-adapter/handlers/${from}'
import { ${resolver}Resolver } from '@h4ad/serverless-adapter/resolvers/${resolver.toLowerCase()}'
import express from 'express'
import { toListener } from ${mountsModule}
import conformance from ${app}
const app = express()
app.use(toListener(conformance))
const built = ServerlessAdapter.new(app)
  .setFramework(new ExpressFramework())
  .setHandler(new ${handler}())
  .setResolver(new ${resolver}Resolver())
  .addAdapter(new ${adapter}())${rest}
  .build()
export const handler = ${handler === 'DefaultHandler' ? '(event, context) => built(event, context)' : 'built'}
`

const whole = {
  handler: 'DefaultHandler',
  from: 'default',
  resolver: 'Promise',
  rest: '\n  .setBinarySettings({ isBinary: () => true })',
}
const options = 'express; called with (event, context); PromiseResolver; setBinarySettings({ isBinary: () => true })'

export const serverlessAdapter: Peer = {
  id: 'serverless-adapter',
  title: 'serverless-adapter',
  package: '@h4ad/serverless-adapter',
  mounting: 'node',
  documentation: 'https://serverless-adapter.viniciusl.com.br/docs/main/intro',
  setups: {
    'aws-url': {
      entry: (app) => lines(app, { adapter: 'ApiGatewayV2Adapter', ...whole }),
      options: `ApiGatewayV2Adapter; ${options}`,
    },
    'aws-url-streamed': {
      entry: (app) =>
        lines(app, { adapter: 'ApiGatewayV2Adapter', handler: 'AwsStreamHandler', from: 'aws', resolver: 'Dummy' }),
      options: 'express; ApiGatewayV2Adapter; AwsStreamHandler; DummyResolver',
    },
    'aws-rest': {
      entry: (app) => lines(app, { adapter: 'ApiGatewayV1Adapter', ...whole }),
      options: `ApiGatewayV1Adapter; ${options}`,
    },
  },
}
