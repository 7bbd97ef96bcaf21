export { type Child, type ChildOptions, startChild } from './child.ts'
export { hopByHop } from './hop-by-hop.ts'
export { closeServer, listenOnLoopback } from './loopback.ts'
export { readWire, requestOverWire, sendWire } from './wire.ts'
