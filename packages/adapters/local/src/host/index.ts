export { start } from './start.ts'
export { startServices } from './start-services.ts'
