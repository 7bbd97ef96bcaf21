export { startServices } from './backing/start-services.ts'
export { start } from './start.ts'
