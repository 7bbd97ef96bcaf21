export { type Child, type ChildOptions, startChild } from './child.ts'
export { closeServer, listenOnLoopback } from './loopback.ts'
export { readWire, requestOverWire, sendWire } from './wire.ts'
