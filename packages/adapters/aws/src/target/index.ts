export { createTarget, type TargetOptions, target } from './target.ts'
