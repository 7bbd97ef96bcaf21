export { type AzureHostOptions, start } from './start.ts'
