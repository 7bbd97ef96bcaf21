import { mountsModule } from '../mounts.ts'
import type { Peer } from '../peer.ts'

const buffered = {
  entry: (app: string): string => `import express from 'express'
import serverless from 'serverless-http'
import { toListener } from ${mountsModule}
import conformance from ${app}
const app = express()
app.use(toListener(conformance))
export const handler = serverless(app, { binary: true })
`,
  options: 'express; binary: true',
}

export const serverlessHttp: Peer = {
  id: 'serverless-http',
  title: 'serverless-http',
  package: 'serverless-http',
  mounting: 'node',
  documentation: 'https://github.com/dougmoscrop/serverless-http/blob/master/docs/ADVANCED.md',
  setups: { 'aws-url': buffered, 'aws-rest': buffered },
}
