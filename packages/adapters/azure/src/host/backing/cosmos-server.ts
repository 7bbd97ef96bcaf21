import type { RequestListener, Server } from 'node:http'
import { createRequire } from 'node:module'
import { closeServer, listenOnLoopback } from '@rove/core/host'

/** A server of Cosmos DB's API, on a free port of this machine with nothing on disk. */
export interface CosmosServer {
  readonly connectionString: string
  stop(): Promise<void>
}

interface Library {
  createHttpServer(options: object): Server
}

/** The server's library; undefined where it is not installed. */
export function findCosmosServer(): Library | undefined {
  try {
    return createRequire(import.meta.url)('@vercel/cosmosdb-server') as Library
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') return undefined
    throw error
  }
}

/**
 * Starts `@vercel/cosmosdb-server`, which takes any key. Its account says of itself that it is reached by HTTPS, and clients go
 * where an account says; so the account is told here.
 * Source: https://learn.microsoft.com/rest/api/cosmos-db/ (the database account, GET /)
 */
export async function startCosmosServer(library: Library): Promise<CosmosServer> {
  const server = library.createHttpServer({ keepAlive: true })
  const [answer] = server.listeners('request') as [RequestListener]
  server.removeListener('request', answer)
  server.on('request', (request, response) => {
    if (request.url !== '/') return answer(request, response)
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(accountAt(endpoint)))
  })
  const endpoint = `http://127.0.0.1:${await listenOnLoopback(server)}`
  const key = Buffer.from('no secret').toString('base64')
  return {
    connectionString: `AccountEndpoint=${endpoint};AccountKey=${key};`,
    stop: () => closeServer(server),
  }
}

function accountAt(endpoint: string): object {
  const locations = [{ name: 'here', databaseAccountEndpoint: endpoint }]
  return {
    id: 'here',
    _rid: 'here',
    _self: '',
    writableLocations: locations,
    readableLocations: locations,
    enableMultipleWriteLocations: false,
    userConsistencyPolicy: { defaultConsistencyLevel: 'Strong' },
  }
}
