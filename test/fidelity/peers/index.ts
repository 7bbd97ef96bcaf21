import type { Peer } from '../peer.ts'
import { functionsFramework } from './functions-framework.ts'
import { hono } from './hono.ts'
import { honoAzurefuncAdapter } from './hono-azurefunc-adapter.ts'
import { powertools } from './powertools.ts'
import { rove } from './rove.ts'
import { serverlessAdapter } from './serverless-adapter.ts'
import { serverlessExpress } from './serverless-express.ts'
import { serverlessHttp } from './serverless-http.ts'
import { srvx } from './srvx.ts'

/** Everything that is asked, in the order of the document's columns. */
export const peers: readonly Peer[] = [
  rove,
  hono,
  srvx,
  powertools,
  serverlessHttp,
  serverlessExpress,
  serverlessAdapter,
  honoAzurefuncAdapter,
  functionsFramework,
]
