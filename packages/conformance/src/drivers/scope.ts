import type { ClientScope } from '@rove/core'
import { parseTraceparent } from '@rove/core/adapter'

const trace = parseTraceparent('00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01', 'rove=conformance')
if (trace === undefined) throw new Error('The trace of the suites is not valid.')

/** The invocation that the suites' clients work for. */
export const scope: ClientScope = { env: {}, signal: new AbortController().signal, trace }
