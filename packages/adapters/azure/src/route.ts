import { type Method, methods } from '@rove/core/adapter'

/** The name of the catch-all route parameter, which tells the codec how much of a path follows the route prefix. */
export const routeParameter = 'path'

/** The route of the one function. */
export const catchAllRoute: string = `{*${routeParameter}}`

/**
 * The methods the one function takes: those that core routes. `TRACE` and `CONNECT`, which the library would take too,
 * are left out: its `Request` refuses them, and the client would get no answer.
 */
export const routedMethods: Method[] = [...methods]

/** First path segments that the Functions host keeps for itself. Source: https://github.com/Azure/azure-functions-host/issues/5322 */
export const reservedSegments: readonly string[] = ['admin', 'runtime']
