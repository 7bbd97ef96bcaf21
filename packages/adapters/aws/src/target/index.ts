export { toScheduleExpression } from './cron.ts'
export { createTarget, type TargetOptions, target } from './target.ts'
