export { type AdaptOptions, adapt } from './adapt.ts'
export { capabilities } from './capabilities.ts'
export type { AzureHandler } from './handler.ts'
export type { NativeContext, NativeCookie, NativeHeaders, NativeRequest, NativeResult } from './native.ts'
