import { mountsModule } from '../mounts.ts'
import type { Peer } from '../peer.ts'

// The README's own `exports.handler = serverlessExpress({ app })` takes a callback, which aws-lambda-ric 4 (nodejs24.x)
// refuses as it starts; the README's second form is a function of two parameters.
const buffered = {
  entry: (app: string): string => `import serverlessExpress from '@codegenie/serverless-express'
import express from 'express'
import { toListener } from ${mountsModule}
import conformance from ${app}
const app = express()
app.use(toListener(conformance))
const instance = serverlessExpress({ app, binarySettings: { isBinary: () => true } })
export const handler = (event, context) => instance(event, context)
`,
  options: 'express; called with (event, context); binarySettings: { isBinary: () => true }',
}

export const serverlessExpress: Peer = {
  id: 'serverless-express',
  title: 'serverless-express',
  package: '@codegenie/serverless-express',
  mounting: 'node',
  documentation: 'https://github.com/CodeGenieApp/serverless-express#readme',
  setups: { 'aws-url': buffered, 'aws-rest': buffered },
}
