import './platform.ts'

export { adapt, type LocalHandler, type LocalOptions } from './adapt.ts'
export { capabilities } from './capabilities.ts'
export { type ClientOptions, LocalClient, local } from './client.ts'
export { type LocalServer, type ServeOptions, serve } from './serve.ts'
