export { checkTrustedProxies, clientAddress, type ForwardedRequest, forwardedScheme } from './client-address.ts'
export { onDisconnect } from './disconnect.ts'
export {
  hasBody,
  type MessageStream,
  readMessage,
  toHeaderRecord,
  toHost,
  toPathAndQuery,
} from './server-request.ts'
export { endResponse, failResponse, sendAnswer, writeBody, writeHead } from './server-response.ts'
