import { setTimeout as delay } from 'node:timers/promises'

// A function for the host's own tests: it does what the event's `do`, or the path, says.
const acts = {
  echo: (event) => event,
  context: (_, context) => ({ ...context, remaining: context.getRemainingTimeInMillis(), env: process.env.GREETING }),
  undefined: () => undefined,
  throw: () => {
    throw new TypeError('broken on purpose')
  },
  text: () => {
    throw 'text'
  },
  print: () => {
    console.log('a printed line')
    return 'printed'
  },
  pid: () => process.pid,
  hang: () => new Promise(() => setInterval(() => undefined, 1000)),
  exit: () => process.exit(3),
  wait: async (event) => {
    await delay(event.milliseconds)
    return event.milliseconds
  },
  big: (event) => 'x'.repeat(event.size),
  respond: (event) => event.result,
  page: (event) => ({ statusCode: 201, headers: { 'X-Made': 'yes' }, cookies: ['a=1', 'b=2'], body: event.rawPath }),
}

export const handler = async (event, context) => acts[event.do ?? event.rawPath?.slice(1) ?? 'echo'](event, context)
