export { toHeaderRecord, toPathAndQuery } from './server-request.ts'
export { endResponse, writeBody, writeHead } from './server-response.ts'
