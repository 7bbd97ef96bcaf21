export { type FrontName, fronts } from './fronts/index.ts'
export type { AwsHost, AwsHostOptions, InvokeMode, InvokeResult } from './options.ts'
export { start } from './start.ts'
