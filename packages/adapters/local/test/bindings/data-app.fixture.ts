import type { App } from '@rove/core'
import { shop } from './shop.fixture.ts'

const data: App = shop([])
export default data
