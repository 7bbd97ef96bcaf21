import type { FrontId } from './peer.ts'

/** Cases that are asked of nobody, with the reason. */
export interface NotAsked {
  /** Ids of cases; a final `*` takes what follows. */
  readonly ids: readonly string[]
  readonly reason: string
  /** Only where answers are sent in one piece. Default: everywhere. */
  readonly buffered?: boolean
}

/** One list for everybody, Rove included: what either way of standing behind a peer cannot show. */
export const notAsked: readonly NotAsked[] = [
  {
    ids: ['http.context.*', 'http.trace.*'],
    reason:
      'The native event, the id, the deadline, the environment and the trace of an invocation are no part of a Request or of node:http; the app behind a peer has those of this process.',
  },
  {
    ids: ['http.client.ip', 'security.client-ip.*'],
    reason:
      'A fetch handler is not told the client’s address, and each peer hands it over by a way of its own (an option, a property, a header).',
  },
  {
    ids: ['http.body.any-method'],
    reason: 'The platform’s Request, which a fetch handler takes, refuses a body with GET and HEAD.',
  },
  {
    ids: ['lifecycle.wait-until.*', 'lifecycle.timeout.signal', 'lifecycle.timeout.platform', 'lifecycle.shutdown'],
    reason:
      'waitUntil, the deadline and the shutdown function are Rove’s; neither a fetch handler nor a node:http listener has them.',
  },
  {
    ids: ['http.response.too-large'],
    buffered: true,
    reason:
      'The case asserts Rove’s own answer to a body above the limit; elsewhere the platform answers in its own words.',
  },
  {
    ids: ['streaming.silent'],
    buffered: true,
    reason:
      'The case asserts Rove’s own 504; a fetch handler or a listener has given its status before its stream falls silent.',
  },
]

/** Whether answers are sent in one piece. */
export function isBuffered(front: FrontId): boolean {
  return front === 'aws-url' || front === 'aws-rest' || front === 'azure'
}

/** Why a case is asked of nobody on a front; undefined when it is asked. */
export function whyNotAsked(id: string, front: FrontId): NotAsked | undefined {
  const names = (pattern: string): boolean =>
    pattern.endsWith('*') ? id.startsWith(pattern.slice(0, -1)) : id === pattern
  return notAsked.find(({ ids, buffered }) => ids.some(names) && (!buffered || isBuffered(front)))
}
