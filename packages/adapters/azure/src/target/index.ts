export { target } from './azure.ts'
