import { mountsModule } from '../mounts.ts'
import type { Peer } from '../peer.ts'

// There is no adapter: the lines that an app of Fetch needs around the framework's own request and response.
const entry = (app: string): string => `import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { http } from '@google-cloud/functions-framework'
import { toFetch } from ${mountsModule}
import conformance from ${app}
const fetch = toFetch(conformance)
http('handler', async (req, res) => {
  const url = new URL(\`\${req.protocol}://\${req.get('host')}\${req.originalUrl}\`)
  const headers = Object.entries(req.headersDistinct).flatMap(([name, values]) => values.map((value) => [name, value]))
  const body = ['GET', 'HEAD'].includes(req.method) || !req.rawBody?.length ? undefined : req.rawBody
  const response = await fetch(new Request(url, { method: req.method, headers, body }))
  res.status(response.status)
  res.setHeaders(response.headers)
  if (response.body === null) return void res.end()
  await pipeline(Readable.fromWeb(response.body), res)
})
`

export const functionsFramework: Peer = {
  id: 'functions-framework',
  title: 'functions-framework, by hand',
  package: '@google-cloud/functions-framework',
  mounting: 'fetch',
  documentation: 'https://github.com/GoogleCloudPlatform/functions-framework-nodejs#readme',
  setups: {
    gcp: {
      entry,
      options: 'http(); rawBody, which is absent without a content type; a Request and a Response made by hand',
    },
  },
}
