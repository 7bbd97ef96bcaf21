import type { ServerResponse } from 'node:http'
import { RoveError } from '../errors.ts'

/** Calls back once when the client goes away before it has the whole response; at once when it already has. */
export function onDisconnect(response: ServerResponse, callback: (reason: unknown) => void): void {
  const check = (): void => {
    if (!response.writableFinished)
      callback(new RoveError('Canceled', 'The client went away before it had the answer.'))
  }
  if (response.destroyed || response.closed) check()
  else response.once('close', check)
}
