export { createTarget, type TargetOptions, target } from './azure.ts'
