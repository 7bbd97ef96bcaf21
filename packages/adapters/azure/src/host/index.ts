export { startServices } from './backing/start-services.ts'
export { type AzureHostOptions, start } from './start.ts'
