import './platform.ts'

export { adapt, type GcpHandler, type GcpOptions } from './adapt.ts'
export { driverCapabilities } from './bindings/driver-capabilities.ts'
export { capabilities } from './capabilities.ts'
export type { GcpBackgroundContext, GcpBackgroundEvent, GcpCloudEvent } from './codecs/cloud-event-shape.ts'
export type { GcpRequest, GcpResponse } from './codecs/http.ts'
