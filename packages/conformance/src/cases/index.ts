import type { ConformanceCase } from '../case.ts'
import { cookies } from './cookies.ts'
import { deliveries } from './deliveries/index.ts'
import { errors } from './errors.ts'
import { jsonBody } from './json-body.ts'
import { layers } from './layers.ts'
import { lifecycle } from './lifecycle.ts'
import { path } from './path.ts'
import { query } from './query.ts'
import { requestBody } from './request-body.ts'
import { requestForms } from './request-forms.ts'
import { requestHeaders } from './request-headers.ts'
import { responseBody } from './response-body.ts'
import { responseHeaders } from './response-headers.ts'
import { routing } from './routing.ts'
import { security } from './security.ts'
import { streaming } from './streaming.ts'
import { urlAndClient } from './url-and-client.ts'

/** Every case, by theme. They are independent: any order and any part of them gives the same results. */
export const cases: readonly ConformanceCase[] = [
  ...routing,
  ...path,
  ...query,
  ...requestHeaders,
  ...requestBody,
  ...requestForms,
  ...urlAndClient,
  ...responseHeaders,
  ...responseBody,
  ...cookies,
  ...layers,
  ...streaming,
  ...errors,
  ...jsonBody,
  ...lifecycle,
  ...security,
  ...deliveries,
]
