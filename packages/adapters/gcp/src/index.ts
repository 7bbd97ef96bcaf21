import './platform.ts'

export { adapt, type GcpHandler, type GcpOptions } from './adapt.ts'
export { capabilities } from './capabilities.ts'
export type { GcpRequest, GcpResponse } from './codecs/http.ts'
