export { frameworkVersion, target } from './target.ts'
