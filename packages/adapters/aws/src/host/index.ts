export type { InvokeMode } from './fronts/front.ts'
export { type FrontName, fronts } from './fronts/index.ts'
export type { AwsHost, AwsHostOptions, InvokeResult } from './options.ts'
export { start } from './start.ts'
